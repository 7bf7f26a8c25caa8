package io.mosaik.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.bootstrap.model.BootstrapEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells about itself by metrics, readiness and JFR events. */
class MonitoringTest {

  private final Random random = new Random(21);
  private final MemoryDht dht = new MemoryDht();
  private final MemoryPinger.Neighbourhood neighbourhood = new MemoryPinger.Neighbourhood();
  private final EventLog log = new EventLog();

  @Test
  void metricsCountWhatListenersHear() throws Exception {
    EventLog otherLog = new EventLog();
    try (DhtBootstrap first = start(builder(log, "127.0.0.1:1001"));
        DhtBootstrap second = start(builder(otherLog, "127.0.0.1:1002"))) {
      assertTrue(value(first, "scans_total") >= 0);
      log.await(BootstrapEvent.PeerDiscovered.class, e -> e.address().equals(second.address()));
      log.await(BootstrapEvent.SlotClaimed.class);
      assertTrue(value(first, "peers_discovered_total") >= 1);
      assertTrue(value(first, "slots_claimed_total") >= 1);
      assertTrue(value(first, "pings_total", "healthy") >= 1);
      assertEquals(1, value(first, "slot_held"));
      // Listeners run on another thread than the one that counts: each counted before it told.
      int finished = log.all(BootstrapEvent.ScanFinished.class).size();
      assertTrue(value(first, "scans_total") >= finished);
      assertEquals(16, sumOfVerdicts(first));
      assertTrue(value(first, "last_scan_duration_seconds") > 0);
    }
  }

  @Test
  void everySeriesHasAnotherNameOrOtherLabels() {
    try (DhtBootstrap node = start(builder(log, "127.0.0.1:1001"))) {
      List<Metric> metrics = node.metrics();
      assertEquals(
          metrics.size(), metrics.stream().map(m -> m.name() + m.labels()).distinct().count());
    }
  }

  @Test
  void aNodeIsReadyOnceSomebodyAnsweredItsScan() throws Exception {
    DhtBootstrap node = start(builder(log, "127.0.0.1:1001"));
    try (node) {
      log.await(BootstrapEvent.ScanFinished.class);
      assertEquals(Optional.empty(), node.unreadyReason());
    }
    assertEquals(Optional.of("the node is closed"), node.unreadyReason());
  }

  @Test
  void aNodeWhoseScanIsUnderWayOrUnansweredIsNotReady() throws Exception {
    Silent silent = new Silent();
    try (DhtBootstrap node =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(silent)
            .pinging(false)
            .onEvent(log)
            .start()) {
      assertEquals(Optional.of("the first scan has not finished yet"), node.unreadyReason());
      assertTrue(Double.isNaN(value(node, "last_scan_duration_seconds")), "no scan, no duration");
      silent.fail();
      log.await(BootstrapEvent.ScanFinished.class);
      String reason = node.unreadyReason().orElseThrow();
      assertTrue(reason.startsWith("nobody answered a lookup in scan"), reason);
    }
  }

  @Test
  void aNodeThatIsSwitchedOffHasNoJobToBeReadyFor() {
    try (DhtBootstrap idle = DhtBootstrap.builder().network("my-app").enabled(false).start()) {
      assertEquals(Optional.empty(), idle.unreadyReason());
    }
  }

  @Test
  void flightRecorderShowsScansClaimsAndPings(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.mosaik.Scan");
      recording.enable("io.mosaik.Claim");
      recording.enable("io.mosaik.Ping").withThreshold(Duration.ZERO);
      recording.start();
      EventLog otherLog = new EventLog();
      try (DhtBootstrap first = start(builder(log, "127.0.0.1:1001"));
          DhtBootstrap second = start(builder(otherLog, "127.0.0.1:1002"))) {
        log.await(BootstrapEvent.PeerDiscovered.class, e -> e.address().equals(second.address()));
        log.await(BootstrapEvent.SlotClaimed.class);
        log.await(BootstrapEvent.ScanFinished.class);
        recording.stop();
        recording.dump(file);
        RecordedEvent scan = first(file, "io.mosaik.Scan");
        assertEquals(first.network().toString(), scan.getString("network"));
        assertEquals(16, scan.getInt("conclusiveSlots"));
        assertTrue(scan.getDuration("scanDuration").toNanos() > 0);
        assertEquals("Bootstrap", scan.getEventType().getCategoryNames().get(1));
        RecordedEvent claim = first(file, "io.mosaik.Claim");
        assertEquals("claimed", claim.getString("outcome"));
        RecordedEvent ping = first(file, "io.mosaik.Ping");
        assertEquals("healthy", ping.getString("outcome"));
        assertTrue(
            List.of(first.id().toString(), second.id().toString())
                .contains(ping.getString("peer")));
      }
    }
  }

  private static RecordedEvent first(Path file, String name) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event " + name));
  }

  private static double value(DhtBootstrap node, String name, String... label) {
    return node.metrics().stream()
        .filter(metric -> metric.name().equals("mosaik_bootstrap_" + name))
        .filter(metric -> List.copyOf(metric.labels().values()).equals(List.of(label)))
        .findFirst()
        .orElseThrow()
        .value()
        .getAsDouble();
  }

  private static double sumOfVerdicts(DhtBootstrap node) {
    return node.metrics().stream()
        .filter(metric -> metric.name().equals("mosaik_bootstrap_last_scan_slots"))
        .mapToDouble(metric -> metric.value().getAsDouble())
        .sum();
  }

  private DhtBootstrapBuilder builder(EventLog events, String listening) {
    return DhtBootstrap.builder()
        .network("my-app")
        .identity(KeyPair.generate(random))
        .dhtClient(dht)
        .pinger(new MemoryPinger(neighbourhood, TransportAddress.parseIp(listening)))
        .pollIntervals(Duration.ofMillis(50), Duration.ofMillis(50))
        .onEvent(events);
  }

  private DhtBootstrap start(DhtBootstrapBuilder builder) {
    DhtBootstrap node = builder.start();
    neighbourhood.entries.put(node.id(), node::currentEntry);
    return node;
  }

  /** Answers when it is told to, and then by failures. */
  private static final class Silent implements DhtClient {

    private final CompletableFuture<Void> failing = new CompletableFuture<>();

    void fail() {
      failing.completeExceptionally(new IllegalStateException("nobody is there"));
    }

    @Override
    public String name() {
      return "silent";
    }

    @Override
    public CompletionStage<Resolution> resolveMostRecent(
        PublicKey key, Consumer<SignedPacket> early) {
      return failing.thenApply(never -> null);
    }

    @Override
    public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
      return failing.thenApply(never -> null);
    }

    @Override
    public boolean supportsCompareAndSwap() {
      return true;
    }

    @Override
    public void close() {
      fail();
    }
  }
}
