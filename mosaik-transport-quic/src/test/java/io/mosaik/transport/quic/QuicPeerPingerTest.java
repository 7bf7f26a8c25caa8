package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import io.mosaik.api.time.Ambient;
import io.mosaik.transport.quic.endpoint.Spoofs;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pings over real sockets on loopback. */
class QuicPeerPingerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final TestNode ASKER = TestNode.of(1);
  private static final TestNode PEER = TestNode.of(2);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void pingsInARowAreAllHealthy() throws Exception {
    QuicPeerPinger asker = start(ASKER);
    PeerAddress address = addressOf(PEER, start(PEER));
    for (int i = 0; i < 50; i++) {
      assertHealthy(asker.ping(address, PATIENCE));
    }
  }

  @Test
  void aStrangerIsAnsweredInTheDialectThatItsHandshakeShows() throws Exception {
    PeerAddress address = addressOf(PEER, start(PEER));
    QuicPeerPinger named = start(ASKER);
    QuicPeerPinger unnamed = start(TestNode.of(3), setup -> setup.sendServerName(false));

    assertEquals(Dialect.V0_3, dialectOf(named.ping(address, PATIENCE)));
    assertEquals(Dialect.V0_4, dialectOf(unnamed.ping(address, PATIENCE)));
  }

  @Test
  void anObserverPingsAndIsNotToBePinged() throws Exception {
    QuicPeerPinger observer = start(new Observer(ASKER));
    QuicPeerPinger peer = start(PEER);
    BlockingQueue<PeerAddress> met = new LinkedBlockingQueue<>();
    peer.onPeerMet(met::add);

    assertHealthy(observer.ping(addressOf(PEER, peer), PATIENCE));
    PeerAddress cameFrom = met.poll(10, TimeUnit.SECONDS);
    assertEquals(ASKER.identity().peerId(), cameFrom.id());
    assertFailed(Reason.SILENT, peer.ping(cameFrom, Duration.ofMillis(500)));
    assertTrue(observer.localAddresses().isEmpty());
  }

  /** A node that only looks. */
  private record Observer(TestNode node) implements NodeContext {
    @Override
    public boolean isObserver() {
      return true;
    }

    @Override
    public NetworkId networkId() {
      return node.networkId();
    }

    @Override
    public KeyPair identity() {
      return node.identity();
    }

    @Override
    public Ambient ambient() {
      return node.ambient();
    }

    @Override
    public SignedPeerEntry currentEntry(Dialect dialect) {
      return node.currentEntry(dialect);
    }

    @Override
    public Dialect configuredDialect() {
      return node.configuredDialect();
    }

    @Override
    public List<InetSocketAddress> bindAddresses() {
      return node.bindAddresses();
    }

    @Override
    public Map<String, String> options() {
      return node.options();
    }

    @Override
    public Executor callbackExecutor() {
      return node.callbackExecutor();
    }
  }

  @Test
  void identityAndNetworkAreChecked() throws Exception {
    QuicPeerPinger asker = start(ASKER);
    QuicPeerPinger peer = start(PEER);
    TestNode foreign = TestNode.of(4, NetworkId.of("other"));

    assertFailed(Reason.WRONG_IDENTITY, asker.ping(addressOf(TestNode.of(9), peer), PATIENCE));
    assertFailed(Reason.WRONG_NETWORK, asker.ping(addressOf(foreign, start(foreign)), PATIENCE));
  }

  /** The handshake succeeds, the answer never comes: one limit holds for all of it. */
  @Test
  void aPeerThatAcceptsAndSaysNothingIsSilent() throws Exception {
    QuicEndpoint mute =
        QuicEndpoint.builder(PEER.identity())
            .bind(PEER.bindAddresses().get(0))
            .protocol(QuicPeerPinger.ALPN, connection -> {})
            .start()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    opened.add(mute);
    PeerAddress address = PeerAddress.of(PEER.identity().peerId(), mute.localAddresses());

    assertFailed(Reason.SILENT, start(ASKER).ping(address, Duration.ofMillis(500)));
  }

  @Test
  void aPeerThatServesNoPingsRefuses() throws Exception {
    QuicEndpoint other =
        QuicEndpoint.builder(PEER.identity())
            .bind(PEER.bindAddresses().get(0))
            .protocol("other/1", connection -> {})
            .start()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    opened.add(other);
    PeerAddress address = PeerAddress.of(PEER.identity().peerId(), other.localAddresses());

    assertFailed(Reason.REFUSED, start(ASKER).ping(address, PATIENCE));
  }

  @Test
  void aPeerThatIsTooBusyIsNotTakenForDead() throws Exception {
    QuicEndpoint busy =
        QuicEndpoint.builder(PEER.identity())
            .bind(PEER.bindAddresses().get(0))
            .protocol(QuicPeerPinger.ALPN, connection -> connection.close(503, "Busy"))
            .start()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    opened.add(busy);
    PeerAddress address = PeerAddress.of(PEER.identity().peerId(), busy.localAddresses());

    assertFailed(Reason.BUSY, start(ASKER).ping(address, PATIENCE));
  }

  @Test
  void whereNobodyListensThePeerIsSilentAndWithoutAnAddressThereIsNoPath() throws Exception {
    QuicPeerPinger asker = start(ASKER);
    try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      TransportAddress nowhere =
          new TransportAddress.Ip((InetSocketAddress) deaf.getLocalSocketAddress());
      assertFailed(
          Reason.SILENT,
          asker.ping(PeerAddress.of(PEER.identity().peerId(), nowhere), Duration.ofMillis(300)));
    }
    assertFailed(Reason.NO_PATH, asker.ping(PeerAddress.of(PEER.identity().peerId()), PATIENCE));
  }

  /** A socket on loopback reaches nothing else: that says nothing about who is there. */
  @Test
  void whatCannotBeSentIsOurOwnFailureUnlessAnotherAddressIsSilent() throws Exception {
    QuicPeerPinger asker = start(ASKER);
    TransportAddress unreachable = TransportAddress.parseIp("203.0.113.7:4433");

    assertFailed(
        Reason.LOCAL_FAILURE,
        asker.ping(PeerAddress.of(PEER.identity().peerId(), unreachable), PATIENCE));
    try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      TransportAddress silent =
          new TransportAddress.Ip((InetSocketAddress) deaf.getLocalSocketAddress());
      assertFailed(
          Reason.SILENT,
          asker.ping(
              PeerAddress.of(PEER.identity().peerId(), unreachable, silent),
              Duration.ofMillis(500)));
    }
  }

  @Test
  void aPrefixIsHeardOnceAnAuthenticAnswerOrAProvenClientCameFromIt() throws Exception {
    QuicPeerPinger asker = start(ASKER);
    QuicPeerPinger peer = start(PEER);
    TransportAddress neighbour = TransportAddress.parseIp("127.0.0.77:1");
    TransportAddress elsewhere = TransportAddress.parseIp("127.0.1.77:1");
    try (DatagramSocket forger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      forger.setSoTimeout(10_000);
      TransportAddress there =
          new TransportAddress.Ip((InetSocketAddress) forger.getLocalSocketAddress());
      CompletionStage<PingOutcome> ping =
          asker.ping(PeerAddress.of(PEER.identity().peerId(), there), Duration.ofSeconds(1));
      DatagramPacket initial = new DatagramPacket(new byte[2048], 2048);
      forger.receive(initial);
      for (byte[] spoof : Spoofs.of(initial.getData(), initial.getLength(), new Random(4))) {
        forger.send(new DatagramPacket(spoof, spoof.length, initial.getSocketAddress()));
      }
      assertFailed(Reason.SILENT, ping);
      assertTrue(asker.endpoint().statistics().datagramsReceived() > 0);
    }
    assertFalse(asker.hasHeardFrom(neighbour));

    assertHealthy(asker.ping(addressOf(PEER, peer), PATIENCE));
    assertTrue(asker.hasHeardFrom(neighbour));
    assertTrue(peer.hasHeardFrom(neighbour));
    assertFalse(asker.hasHeardFrom(elsewhere));
    assertFalse(peer.hasHeardFrom(elsewhere));
    assertFalse(asker.hasHeardFrom(new TransportAddress.Relay("https://relay.example/")));
  }

  @Test
  void whoPingedUsIsMetAtTheAddressThatItAskedFrom() throws Exception {
    QuicPeerPinger peer = start(PEER);
    QuicPeerPinger asker = start(ASKER);
    BlockingQueue<PeerAddress> met = new LinkedBlockingQueue<>();
    opened.add(peer.onPeerMet(met::add));

    assertHealthy(asker.ping(addressOf(PEER, peer), PATIENCE));

    assertEquals(addressOf(ASKER, asker), met.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aClosedPingerFailsLocally() throws Exception {
    QuicPeerPinger asker = start(ASKER);
    try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      TransportAddress nowhere =
          new TransportAddress.Ip((InetSocketAddress) deaf.getLocalSocketAddress());
      PeerAddress address = PeerAddress.of(PEER.identity().peerId(), nowhere);
      CompletionStage<PingOutcome> pending = asker.ping(address, PATIENCE);
      asker.close();
      asker.close();
      assertFailed(Reason.LOCAL_FAILURE, pending);
      assertFailed(Reason.LOCAL_FAILURE, asker.ping(address, PATIENCE));
    }
  }

  @Test
  void otherProtocolsMayShareTheEndpoint() throws Exception {
    QuicPeerPinger peer =
        start(
            PEER,
            setup ->
                setup.protocol(
                    "echo/1",
                    connection ->
                        connection
                            .acceptBidirectional()
                            .thenCompose(
                                stream -> stream.readExactly(2).thenCompose(stream::write))));
    QuicConnectionHandle connection =
        start(ASKER)
            .endpoint()
            .connect(addressOf(PEER, peer), "echo/1", PATIENCE)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    QuicStream stream =
        connection.openBidirectional().toCompletableFuture().get(10, TimeUnit.SECONDS);
    stream.write(Bytes.fromHex("cafe"));

    assertEquals(
        Bytes.fromHex("cafe"),
        stream.readExactly(2).toCompletableFuture().get(10, TimeUnit.SECONDS));
  }

  /** RFC 9000, section 18.2: initial_max_data as a number of four bytes. */
  @Test
  void aStrangerMayFillAWindowOfAPingOnlyUnlessAnotherProtocolNeedsMore() throws Exception {
    QuicPeerPinger alone = start(PEER);
    QuicPeerPinger shared = start(TestNode.of(3), setup -> setup.protocol("echo/1", each -> {}));

    assertEquals(Bytes.fromHex("80010000"), initialMaxData(PEER, alone));
    assertEquals(Bytes.fromHex("803d0900"), initialMaxData(TestNode.of(3), shared));
  }

  private Bytes initialMaxData(TestNode node, QuicPeerPinger pinger) throws Exception {
    return start(ASKER)
        .endpoint()
        .connect(addressOf(node, pinger), QuicPeerPinger.ALPN, PATIENCE)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .peerTransportParameter(4)
        .orElseThrow();
  }

  @Test
  void theProviderReadsItsOptions() throws Exception {
    PeerPingerProvider provider = new QuicPeerPingerProvider();
    assertEquals("quic", provider.id());
    NodeContext configured =
        new TestNode(
            PEER.identity(), PEER.networkId(), Map.of("external-addresses", "203.0.113.7:4433"));
    PeerPinger pinger = provider.create(configured).orElseThrow();
    opened.add(pinger);

    assertEquals(2, pinger.localAddresses().size());
    assertTrue(pinger.localAddresses().contains(TransportAddress.parseIp("203.0.113.7:4433")));
    NodeContext wrong =
        new TestNode(PEER.identity(), PEER.networkId(), Map.of("server-nam", "true"));
    assertThrows(IllegalArgumentException.class, () -> provider.create(wrong));
  }

  @Test
  void theEnvironmentMayNameAKeyLog(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys");
    pingFrom(Map.of("SSLKEYLOGFILE", file.toString()), Map.of());

    assertTrue(Files.readString(file).contains("CLIENT_TRAFFIC_SECRET_0 "));
  }

  @Test
  void theOptionForAKeyLogWins(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys");
    Path other = directory.resolve("others");
    pingFrom(Map.of("SSLKEYLOGFILE", other.toString()), Map.of("key-log-file", file.toString()));

    assertTrue(Files.readString(file).contains("CLIENT_TRAFFIC_SECRET_0 "));
    assertFalse(Files.exists(other));
  }

  @Test
  void aKeyLogOfTheEnvironmentThatCannotBeWrittenStopsNobody(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("missing").resolve("keys");

    pingFrom(Map.of("SSLKEYLOGFILE", file.toString()), Map.of());
    pingFrom(Map.of("SSLKEYLOGFILE", ""), Map.of());
  }

  private void pingFrom(Map<String, String> environment, Map<String, String> options)
      throws Exception {
    QuicPeerPinger peer = start(PEER);
    PeerPinger asker =
        new QuicPeerPingerProvider(environment)
            .create(new TestNode(ASKER.identity(), ASKER.networkId(), options))
            .orElseThrow();
    opened.add(asker);

    assertHealthy(asker.ping(addressOf(PEER, peer), PATIENCE));
  }

  private QuicPeerPinger start(NodeContext node) throws Exception {
    return start(node, UnaryOperator.identity());
  }

  private QuicPeerPinger start(NodeContext node, UnaryOperator<QuicEndpointBuilder> setup)
      throws Exception {
    QuicPeerPinger pinger =
        QuicPeerPinger.start(node, setup).toCompletableFuture().get(10, TimeUnit.SECONDS);
    opened.add(pinger);
    return pinger;
  }

  private static PeerAddress addressOf(NodeContext node, QuicPeerPinger pinger) {
    return PeerAddress.of(node.identity().peerId(), pinger.localAddresses());
  }

  private static Dialect dialectOf(CompletionStage<PingOutcome> ping) throws Exception {
    return assertHealthy(ping).entry().entry().dialect();
  }

  private static PingOutcome.Healthy assertHealthy(CompletionStage<PingOutcome> ping)
      throws Exception {
    PingOutcome outcome = ping.toCompletableFuture().get(10, TimeUnit.SECONDS);
    return assertInstanceOf(PingOutcome.Healthy.class, outcome, outcome::toString);
  }

  private static void assertFailed(Reason reason, CompletionStage<PingOutcome> ping)
      throws Exception {
    PingOutcome outcome = ping.toCompletableFuture().get(10, TimeUnit.SECONDS);
    PingOutcome.Failed failed =
        assertInstanceOf(PingOutcome.Failed.class, outcome, outcome::toString);
    assertEquals(reason, failed.reason(), failed.detail());
  }
}
