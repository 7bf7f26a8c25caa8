package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a DHT node tells about itself by metrics, readiness and JFR events. */
class MonitoringTest {

  private final Random random = new Random(21);
  private TestNetwork network;

  @BeforeEach
  void startNetwork() {
    network = TestNetwork.start(5);
  }

  @AfterEach
  void stopNetwork() {
    network.close();
  }

  @Test
  void metricsAreTheStatisticsUnderOtherNames() throws Exception {
    Dht client = Dht.start(network.clientConfig().build(), Ambient.system());
    client.joined().get(10, TimeUnit.SECONDS);
    client.findNode(network.node(0).id()).get(10, TimeUnit.SECONDS);
    client.close(); // so that nothing moves any more
    DhtStatistics statistics = client.statistics();
    assertTrue(statistics.queriesSent() > 0);
    assertEquals(statistics.queriesSent(), value(client, "queries_sent_total"));
    assertEquals(statistics.answers(), value(client, "responses_received_total"));
    assertEquals(statistics.datagramsReceived(), value(client, "datagrams_received_total"));
    assertEquals(statistics.knownNodes(), value(client, "routing_table_nodes"));
    assertEquals(
        statistics.roundTrip().orElseThrow().toNanos() / 1e9,
        value(client, "smoothed_round_trip_seconds"));
    double served =
        network.node(0).metrics().stream()
            .filter(metric -> metric.name().equals("mosaik_dht_queries_received_total"))
            .mapToDouble(metric -> metric.value().getAsDouble())
            .sum();
    assertTrue(served > 0, "a server received queries");
  }

  @Test
  void everySeriesHasAnotherNameOrOtherLabels() {
    List<Metric> metrics = network.node(0).metrics();
    assertEquals(
        metrics.size(), metrics.stream().map(m -> m.name() + m.labels()).distinct().count());
  }

  @Test
  void aNodeIsReadyOnceItHasJoined() throws Exception {
    Dht client = Dht.start(network.clientConfig().build(), Ambient.system());
    client.joined().get(10, TimeUnit.SECONDS);
    assertEquals(Optional.empty(), client.unreadyReason());
    client.close();
    assertEquals(Optional.of("the node is closed"), client.unreadyReason());
  }

  @Test
  void aNodeWhoseBootstrapNodeIsSilentIsNotReady() {
    DhtConfig config =
        network.clientConfig().bootstrap(List.of(new InetSocketAddress("127.0.0.1", 9))).build();
    try (Dht lonely = Dht.start(config, Ambient.system())) {
      String reason = lonely.unreadyReason().orElseThrow();
      assertTrue(reason.contains("no bootstrap node has answered"), reason);
    }
  }

  @Test
  void aNodeWithoutBootstrapNodesIsReadyAlone() throws Exception {
    try (Dht first =
        Dht.start(network.clientConfig().bootstrap(List.of()).build(), Ambient.system())) {
      first.joined().get(10, TimeUnit.SECONDS);
      assertEquals(Optional.empty(), first.unreadyReason());
    }
  }

  @Test
  void whatTheProviderMakesIsADht() {
    DhtClientProvider provider = new MainlineDhtClientProvider();
    InetSocketAddress entry = network.bootstrapAddresses().get(0);
    Map<String, String> options =
        Map.of("bootstrap", "127.0.0.1:" + entry.getPort(), "bind", "127.0.0.1:0");
    try (DhtClient made = provider.create(context(options)).orElseThrow()) {
      Dht dht = assertInstanceOf(Dht.class, made);
      assertTrue(dht.statistics().receiveBufferBytes() > 0);
    }
  }

  @Test
  void aTableFileThatCannotBeUsedIsAWrongOption(@TempDir Path directory) throws Exception {
    DhtClientProvider provider = new MainlineDhtClientProvider();
    Path foreign = Files.writeString(directory.resolve("diary"), "dear diary");
    for (Path table : List.of(foreign, directory, directory.resolve("no/nodes"))) {
      Map<String, String> options =
          Map.of("bootstrap", "none", "bind", "127.0.0.1:0", "table", table.toString());
      provider.checkOptions(options); // which does no I/O
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> close(provider.create(context(options))));
      assertTrue(refused.getMessage().contains("table"), refused.getMessage());
      assertTrue(refused.getMessage().contains(table.toString()), refused.getMessage());
    }
    assertEquals("dear diary", Files.readString(foreign));
  }

  private static void close(Optional<DhtClient> made) {
    made.ifPresent(DhtClient::close);
  }

  @Test
  void flightRecorderShowsLookups(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("recording.jfr");
    Dht client = Dht.start(network.clientConfig().build(), Ambient.system());
    try (Recording recording = new Recording()) {
      recording.enable("io.mosaik.Lookup").withThreshold(Duration.ZERO);
      recording.start();
      var key = KeyPair.generate(random).publicKey();
      client.joined().get(10, TimeUnit.SECONDS);
      Resolution found = client.resolveMostRecent(key, early -> {}).get(10, TimeUnit.SECONDS);
      client.close(); // ends the thread that completes futures, hence the event is there
      recording.stop();
      recording.dump(file);
      RecordedEvent lookup =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals("io.mosaik.Lookup"))
              .findFirst()
              .orElseThrow();
      assertEquals("resolving " + key, lookup.getString("operation"));
      assertEquals("completed", lookup.getString("outcome"));
      assertEquals(found.asked(), lookup.getInt("asked"));
      assertEquals(found.answered(), lookup.getInt("answered"));
      assertTrue(lookup.getDuration().toNanos() > 0);
      assertEquals(List.of("mosaik", "DHT"), lookup.getEventType().getCategoryNames());
    }
  }

  /** Only what a client needs; anything else fails. */
  private NodeContext context(Map<String, String> options) {
    Executor executor = Runnable::run;
    Map<String, Object> known =
        Map.of(
            "options",
            options,
            "callbackExecutor",
            executor,
            "ambient",
            Ambient.system(),
            "configuredDialect",
            Dialect.V0_4,
            "networkId",
            NetworkId.of("my-app"));
    return (NodeContext)
        Proxy.newProxyInstance(
            NodeContext.class.getClassLoader(),
            new Class<?>[] {NodeContext.class},
            (proxy, method, arguments) ->
                Optional.ofNullable(known.get(method.getName())).orElseThrow());
  }

  private static double value(Dht dht, String name) {
    return dht.metrics().stream()
        .filter(metric -> metric.name().equals("mosaik_dht_" + name))
        .findFirst()
        .orElseThrow()
        .value()
        .getAsDouble();
  }
}
