package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint over real sockets on loopback. */
class QuicEndpointTest {

  private static final String ALPN = "/mosaik/test/1";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Random random = new Random(5);
  private final List<QuicEndpoint> endpoints = new ArrayList<>();

  @AfterEach
  void closeAll() {
    endpoints.forEach(QuicEndpoint::close);
  }

  @Test
  void aHandlerAnswersOverAStream() throws Exception {
    QuicEndpoint server = start(endpoint().protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint());

    QuicConnectionHandle connection = get(client.connect(addressOf(server), ALPN, TIMEOUT));
    get(connection.confirmed());
    QuicStream stream = get(connection.openBidirectional());
    stream.write(Bytes.fromHex("0102030405"));
    stream.finish();

    assertEquals(Bytes.fromHex("0102030405"), get(stream.readExactly(5)));
    assertEquals(Optional.empty(), get(stream.read(10)));
    assertEquals(server.peerId(), connection.peer());
    assertTrue(get(connection.smoothedRtt()).isPresent());
    connection.close(200, "Success");
    assertEquals(
        new ConnectionEnd(ConnectionEnd.Cause.LOCAL_APPLICATION, 200, "Success"),
        get(connection.closed()));
  }

  @Test
  void timeoutsMayBeForeverAndOtherArgumentsAreChecked() throws Exception {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    QuicEndpoint server = start(endpoint().protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint());
    QuicConnectionHandle connection = get(client.connect(addressOf(server), ALPN, forever));
    assertThrows(NullPointerException.class, () -> connection.close(0, null));
    assertThrows(NullPointerException.class, () -> connection.closeGracefully(0, "", null));
    assertThrows(NullPointerException.class, () -> connection.closeGracefully(0, null, TIMEOUT));
    assertThrows(NullPointerException.class, () -> client.closeGracefully(null));
    QuicStream stream = get(connection.openBidirectional());
    for (long code : new long[] {-1, 1L << 62, Long.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> connection.close(code, ""));
      assertThrows(
          IllegalArgumentException.class, () -> connection.closeGracefully(code, "", TIMEOUT));
      assertThrows(IllegalArgumentException.class, () -> stream.reset(code));
      assertThrows(IllegalArgumentException.class, () -> stream.stopSending(code));
    }
    assertTrue(get(connection.closeGracefully((1L << 62) - 1, "", forever)));
    assertEquals((1L << 62) - 1, get(connection.closed()).code());
    assertTrue(get(client.closeGracefully(forever)));
  }

  @Test
  void tenMebibytesComeBackAsTheyWere() throws Exception {
    QuicEndpoint server =
        start(endpoint().keyUpdateAfter(500).protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint().keyUpdateAfter(700));
    byte[] data = new byte[10 << 20];
    random.nextBytes(data);

    QuicConnectionHandle connection = get(client.connect(addressOf(server), ALPN, TIMEOUT));
    QuicStream stream = get(connection.openBidirectional());
    CompletableFuture<Bytes> received = readAll(stream);
    stream.write(Bytes.of(data));
    stream.finish();

    assertEquals(Bytes.of(data), received.get(60, TimeUnit.SECONDS));
  }

  @Test
  void anImpostorIsNotTalkedTo() throws Exception {
    QuicEndpoint server = start(endpoint().protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint());
    PeerAddress wrong =
        PeerAddress.of(KeyPair.generate(random).peerId(), addressOf(server).addresses());

    assertEquals(
        QuicException.Reason.WRONG_IDENTITY, failureOf(client.connect(wrong, ALPN, TIMEOUT)));
  }

  @Test
  void anUnknownProtocolIsRefused() throws Exception {
    QuicEndpoint server = start(endpoint().protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint());

    CompletionStage<QuicConnectionHandle> refused =
        client.connect(addressOf(server), "/other", TIMEOUT);

    assertEquals(QuicException.Reason.REFUSED, failureOf(refused));
  }

  @Test
  void silenceEndsInATimeout() throws Exception {
    QuicEndpoint deaf = start(endpoint());
    QuicEndpoint client = start(endpoint());

    CompletionStage<QuicConnectionHandle> dial =
        client.connect(addressOf(deaf), ALPN, Duration.ofMillis(300));

    assertEquals(QuicException.Reason.TIMED_OUT, failureOf(dial));
  }

  @Test
  void theAddressThatAnswersWins() throws Exception {
    QuicEndpoint server = start(endpoint().protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint deaf = start(endpoint());
    QuicEndpoint client = start(endpoint());
    List<TransportAddress> both = new ArrayList<>(addressOf(server).addresses());
    both.addAll(addressOf(deaf).addresses());

    QuicConnectionHandle connection =
        get(client.connect(PeerAddress.of(server.peerId(), both), ALPN, TIMEOUT));

    assertEquals(server.port(), get(connection.remoteAddress()).getPort());
  }

  @Test
  void underLoadClientsShowWhereTheyAre() throws Exception {
    QuicEndpoint server = start(endpoint().retryAbove(0).protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint());

    get(get(client.connect(addressOf(server), ALPN, TIMEOUT)).confirmed());
    get(client.connect(addressOf(server), ALPN, TIMEOUT)); // with a token this time

    assertEquals(1, server.statistics().retriesSent());
    assertEquals(1, server.statistics().newTokensAccepted());
    assertEquals(2, server.statistics().connectionsAccepted());
  }

  @Test
  void closingAnEndpointEndsItsConnections() throws Exception {
    CompletableFuture<QuicConnectionHandle> accepted = new CompletableFuture<>();
    QuicEndpoint server = start(endpoint().protocol(ALPN, accepted::complete));
    QuicEndpoint client = start(endpoint());
    QuicConnectionHandle connection = get(client.connect(addressOf(server), ALPN, TIMEOUT));
    get(accepted);

    server.close();

    assertEquals(ConnectionEnd.Cause.PEER_APPLICATION, get(connection.closed()).cause());
    assertEquals(
        QuicException.Reason.CLOSED, failureOf(server.connect(addressOf(client), ALPN, TIMEOUT)));
  }

  @Test
  void aQlogTellsOfEveryConnection(@TempDir Path directory) throws Exception {
    QuicEndpoint server = start(endpoint().protocol(ALPN, QuicEndpointTest::echo));
    QuicEndpoint client = start(endpoint().qlog(directory));
    QuicConnectionHandle connection = get(client.connect(addressOf(server), ALPN, TIMEOUT));
    get(connection.confirmed());
    client.close();

    try (Stream<Path> files = Files.list(directory)) {
      String text = Files.readString(files.findFirst().orElseThrow());
      assertTrue(text.contains("transport:packet_sent"), text);
      assertTrue(text.contains("handshake_done"), text);
    }
  }

  @Test
  void aSocketForEachFamilyAnswersWhoAsksThere() throws Exception {
    InetAddress ipv6 = InetAddress.getByName("::1");
    assumeTrue(NetworkInterface.getByInetAddress(ipv6) != null, "no IPv6 on this machine");
    for (List<InetSocketAddress> both :
        List.of(
            List.of(socket("127.0.0.1"), socket("::1")),
            List.of(socket("0.0.0.0"), socket("::")))) {
      QuicEndpoint server =
          start(
              endpoint()
                  .bind(both.toArray(InetSocketAddress[]::new))
                  .protocol(ALPN, QuicEndpointTest::echo));
      QuicEndpoint client = start(endpoint().bind(socket("127.0.0.1"), socket("::1")));
      for (String host : List.of("127.0.0.1", "::1")) {
        var there = TransportAddress.ip(InetAddress.getByName(host), server.port());
        PeerAddress address = PeerAddress.of(server.peerId(), there);
        get(get(client.connect(address, ALPN, TIMEOUT)).confirmed());
      }
    }
  }

  @Test
  void twoSocketsOfOneFamilyAreRefused() {
    QuicEndpointBuilder builder = endpoint();

    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> builder.bind(socket("127.0.0.1"), socket("127.0.0.2")));

    assertTrue(failure.getMessage().contains("one address of each family"), failure.getMessage());
  }

  @Test
  void aConnectionThatNobodyWaitsForAnyMoreIsClosed() throws Exception {
    CompletableFuture<QuicConnectionHandle> accepted = new CompletableFuture<>();
    QuicEndpoint server = start(endpoint().protocol(ALPN, accepted::complete));
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    AtomicBoolean holding = new AtomicBoolean();
    QuicEndpoint client =
        start(
            endpoint()
                .callbackExecutor(
                    task -> {
                      if (holding.get()) {
                        held.add(task);
                      } else {
                        task.run();
                      }
                    }));
    holding.set(true);

    CompletableFuture<QuicConnectionHandle> dial =
        client.connect(addressOf(server), ALPN, TIMEOUT).toCompletableFuture();
    Runnable delivery = held.poll(20, TimeUnit.SECONDS);
    dial.cancel(true);
    delivery.run();

    assertEquals(ConnectionEnd.Cause.PEER_APPLICATION, get(get(accepted).closed()).cause());
  }

  private static InetSocketAddress socket(String host) {
    return new InetSocketAddress(host, 0);
  }

  private QuicEndpointBuilder endpoint() {
    return QuicEndpoint.builder(KeyPair.generate(random))
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private QuicEndpoint start(QuicEndpointBuilder builder) throws Exception {
    QuicEndpoint endpoint = get(builder.start());
    endpoints.add(endpoint);
    return endpoint;
  }

  private static PeerAddress addressOf(QuicEndpoint endpoint) {
    return PeerAddress.of(endpoint.peerId(), endpoint.localAddresses());
  }

  private static void echo(QuicConnectionHandle connection) {
    connection
        .acceptBidirectional()
        .thenAccept(
            stream -> {
              echo(connection);
              copy(stream);
            });
  }

  private static void copy(QuicStream stream) {
    stream
        .read(65_536)
        .thenAccept(
            data -> {
              if (data.isEmpty()) {
                stream.finish();
              } else {
                stream.write(data.get()).thenRun(() -> copy(stream));
              }
            });
  }

  private static CompletableFuture<Bytes> readAll(QuicStream stream) {
    CompletableFuture<Bytes> all = new CompletableFuture<>();
    readAll(stream, new ByteArrayOutputStream(), all);
    return all;
  }

  private static void readAll(
      QuicStream stream, ByteArrayOutputStream into, CompletableFuture<Bytes> all) {
    stream
        .read(1 << 20)
        .whenComplete(
            (data, failure) -> {
              if (failure != null) {
                all.completeExceptionally(failure);
              } else if (data.isEmpty()) {
                all.complete(Bytes.of(into.toByteArray()));
              } else {
                into.writeBytes(data.get().toArray());
                readAll(stream, into, all);
              }
            });
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static QuicException.Reason failureOf(CompletionStage<?> stage) {
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
    return assertInstanceOf(QuicException.class, failure.getCause()).reason();
  }
}
