package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.metrics.Metric;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an endpoint tells about itself by metrics, readiness and JFR events. */
class QuicMonitoringTest {

  private static final String ALPN = "/mosaik/test/1";

  private final Random random = new Random(21);
  private QuicEndpoint server;
  private QuicEndpoint client;

  @BeforeEach
  void start() throws Exception {
    server = get(endpoint().protocol(ALPN, connection -> {}).start());
    client = get(endpoint().start());
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void metricsAreTheCountersUnderOtherNames() throws Exception {
    QuicConnectionHandle connection = connect();
    assertEquals(1, value(client, "connections_dialled_total"));
    assertEquals(1, value(server, "connections_accepted_total"));
    assertEquals(1, value(client, "connections"));
    QuicStatistics counters = client.statistics();
    assertTrue(counters.bytesSent() > 0);
    assertTrue(value(client, "sent_bytes_total") >= counters.bytesSent());
    assertTrue(value(client, "datagrams_received_total") >= counters.datagramsReceived());
    assertEquals(counters.connections(), 1);
    get(connection.confirmed());
    assertEquals(0, value(server, "handshakes_in_progress"));
  }

  @Test
  void everySeriesHasAnotherNameOrOtherLabels() {
    List<Metric> metrics = server.metrics();
    assertEquals(
        metrics.size(), metrics.stream().map(m -> m.name() + m.labels()).distinct().count());
  }

  @Test
  void anEndpointIsReadyUntilItIsClosed() {
    assertEquals(Optional.empty(), client.unreadyReason());
    client.close();
    assertEquals(Optional.of("the endpoint is closed"), client.unreadyReason());
  }

  @Test
  void anEndpointThatIsBeingClosedIsNotReady() throws Exception {
    try (QuicEndpoint endpoint = get(endpoint().start())) {
      assertEquals(Optional.empty(), endpoint.unreadyReason());
      CompletionStage<Boolean> closing = endpoint.closeGracefully(Duration.ofSeconds(1));
      assertTrue(endpoint.unreadyReason().isPresent());
      get(closing);
      assertEquals(Optional.of("the endpoint is closed"), endpoint.unreadyReason());
    }
  }

  @Test
  void flightRecorderShowsConnections(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.mosaik.QuicConnection").withThreshold(Duration.ZERO);
      recording.start();
      QuicConnectionHandle connection = connect();
      connection.close(200, "done");
      get(connection.closed());
      recording.stop();
      recording.dump(file);
    }
    RecordedEvent seen =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.mosaik.QuicConnection"))
            .filter(event -> !event.getBoolean("incoming"))
            .findFirst()
            .orElseThrow();
    assertEquals(server.peerId().toString(), seen.getString("peer"));
    assertEquals(ALPN, seen.getString("protocol"));
    assertEquals("local_application", seen.getString("endCause"));
    assertEquals(200, seen.getLong("endCode"));
    assertTrue(seen.getDuration().toNanos() > 0);
    assertEquals(List.of("mosaik", "QUIC"), seen.getEventType().getCategoryNames());
  }

  private QuicConnectionHandle connect() throws Exception {
    PeerAddress address = PeerAddress.of(server.peerId(), server.localAddresses());
    return get(client.connect(address, ALPN, Duration.ofSeconds(10)));
  }

  private QuicEndpointBuilder endpoint() {
    return QuicEndpoint.builder(KeyPair.generate(random))
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static double value(QuicEndpoint endpoint, String name) {
    return endpoint.metrics().stream()
        .filter(metric -> metric.name().equals("mosaik_quic_" + name))
        .findFirst()
        .orElseThrow()
        .value()
        .getAsDouble();
  }
}
