package io.mosaik.it.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.metrics.Metric;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import io.mosaik.monitor.Monitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/monitoring.md} lists exactly what two nodes that have found each other export. */
class MonitoringDocumentTest {

  private static final Pattern METRIC =
      Pattern.compile("^\\| `([a-z_]+)` \\| (\\w+) \\| (.*) \\| (.+) \\|$");
  private static final Pattern EVENT =
      Pattern.compile("^\\| `(io\\.mosaik\\.\\w+)` \\| .+ \\| (.+) \\|$");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");
  private static final Pattern HEAD =
      Pattern.compile("^# HELP (\\S+) (.+)\n# TYPE \\S+ (\\w+)$", Pattern.MULTILINE);

  private static TestNetwork network;
  private static Dht dht;
  private static DhtBootstrap first;
  private static DhtBootstrap second;
  private static Monitor monitor;

  @BeforeAll
  static void startTwoNodes() throws Exception {
    network = TestNetwork.start(10);
    dht = Dht.start(network.clientConfig().build(), Ambient.system());
    CountDownLatch met = new CountDownLatch(1);
    first = bootstrap(new CountDownLatch(0));
    second = bootstrap(met);
    monitor = Monitor.builder().monitor(dht).monitor(first).start();
    assertTrue(met.await(60, TimeUnit.SECONDS), "the nodes did not find each other");
  }

  private static DhtBootstrap bootstrap(CountDownLatch met) {
    return DhtBootstrap.builder()
        .network("monitored")
        .dhtClient(dht)
        .bindAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
        .pollIntervals(Duration.ofMillis(500), Duration.ofMillis(500))
        .onEvent(
            event -> {
              if (event instanceof BootstrapEvent.PeerDiscovered) {
                met.countDown();
              }
            })
        .start();
  }

  @AfterAll
  static void stop() {
    monitor.close();
    first.close();
    second.close();
    dht.close();
    network.close();
  }

  @Test
  void everyMetricIsListedWithTypeLabelsAndMeaning() throws IOException {
    Map<String, String> exported = new TreeMap<>();
    // Of the JVM as they are served; ours from the registry, where those without a value are too.
    Matcher served = HEAD.matcher(scrape());
    while (served.find()) {
      if (!served.group(1).startsWith("mosaik_")) {
        exported.put(
            served.group(1),
            "| `"
                + served.group(1)
                + "` | "
                + served.group(3)
                + " | "
                + labelsOf(served.group(1))
                + " | "
                + served.group(2)
                + " |");
      }
    }
    for (Metric metric : monitor.registry().metrics()) {
      exported.put(metric.name(), row(metric));
    }
    Map<String, String> listed = new TreeMap<>();
    document()
        .lines()
        .forEach(
            line -> {
              Matcher row = METRIC.matcher(line);
              if (row.matches()) {
                assertEquals(null, listed.put(row.group(1), line), "twice: " + line);
              }
            });
    assertEquals(String.join("\n", exported.values()), String.join("\n", listed.values()));
  }

  @Test
  void everyFlightRecorderEventIsListedWithItsFields() throws IOException {
    dht.close(); // ends lookups, so that each kind of event has been seen
    Map<String, Set<String>> registered = new TreeMap<>();
    for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
      if (type.getName().startsWith("io.mosaik.")) {
        registered.put(type.getName(), fields(type));
        assertTrue(type.getLabel() != null && type.getDescription() != null, type.getName());
      }
    }
    Map<String, Set<String>> listed = new TreeMap<>();
    document()
        .lines()
        .forEach(
            line -> {
              Matcher row = EVENT.matcher(line);
              if (row.matches()) {
                Set<String> fields = new TreeSet<>();
                QUOTED.matcher(row.group(2)).results().forEach(field -> fields.add(field.group(1)));
                listed.put(row.group(1), fields);
              }
            });
    assertEquals(registered, listed);
  }

  private static Set<String> fields(EventType type) {
    return type.getFields().stream()
        .map(ValueDescriptor::getName)
        .filter(
            name -> !Set.of("startTime", "duration", "eventThread", "stackTrace").contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String row(Metric metric) {
    String type = metric.type() == Metric.Type.COUNTER ? "counter" : "gauge";
    String labels =
        metric.labels().keySet().stream()
            .map(label -> "`" + label + "`")
            .collect(Collectors.joining(", "));
    return "| `"
        + metric.name()
        + "` | "
        + type
        + " | "
        + labels
        + " | "
        + metric.description()
        + " |";
  }

  private static String labelsOf(String name) {
    if (name.startsWith("jvm_memory_")) {
      return "`area`";
    }
    return name.startsWith("jvm_gc_") ? "`gc`" : "";
  }

  private static String scrape() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + monitor.localAddress().getPort() + "/metrics");
    try (var in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String document() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("mosaik.root")).resolve("docs/monitoring.md"));
  }
}
