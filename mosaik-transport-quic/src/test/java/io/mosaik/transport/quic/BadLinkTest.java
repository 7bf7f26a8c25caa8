package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.transport.quic.connection.Impairment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Real sockets with a link between them that drops, delays, repeats, reorders, alters and cuts. How
 * often pings succeed within five seconds is measured elsewhere, on virtual time; here they get
 * four times as long, and two may be missed, because the machine may be busy.
 */
class BadLinkTest {

  private static final long SEED = 20260101;
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final TestNode PEER = TestNode.of(2);
  private static final int PINGS = 30;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void pingsGetThroughALinkThatLosesOneDatagramInTwenty() throws Exception {
    QuicPeerPinger asker = start(TestNode.of(1), UnaryOperator.identity());
    QuicPeerPinger peer = start(PEER, UnaryOperator.identity());
    PeerAddress direct = PeerAddress.of(PEER.identity().peerId(), peer.endpoint().localAddresses());
    for (int i = 0; i < 10; i++) { // or the first round trips measure how slowly classes load
      asker.ping(direct, DEADLINE).toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
    UdpRelay relay = relay(peer, Impairment.lossy(50, 0.05));
    PeerAddress address = behind(relay);

    List<CompletableFuture<PingOutcome>> pings = new ArrayList<>();
    for (int i = 0; i < PINGS; i++) {
      pings.add(asker.ping(address, DEADLINE).toCompletableFuture());
    }
    CompletableFuture.allOf(pings.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);

    long healthy =
        pings.stream().filter(ping -> ping.join() instanceof PingOutcome.Healthy).count();
    assertTrue(relay.delivered() < relay.taken(), "nothing was lost: " + relay.taken());
    assertTrue(healthy >= PINGS - 2, healthy + " of " + PINGS + ", seed " + SEED);
  }

  @Test
  void aMebibyteArrivesIntact() throws Exception {
    byte[] data = new byte[1 << 20];
    new Random(SEED).nextBytes(data);
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
                                stream ->
                                    stream.readExactly(data.length).thenCompose(stream::write))));
    UdpRelay relay = relay(peer, Impairment.lossy(2, 0.02));

    QuicConnectionHandle connection =
        start(TestNode.of(1), UnaryOperator.identity())
            .endpoint()
            .connect(behind(relay), "echo/1", DEADLINE)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    QuicStream stream =
        connection.openBidirectional().toCompletableFuture().get(10, TimeUnit.SECONDS);
    stream.write(Bytes.of(data));

    assertEquals(
        Bytes.of(data),
        stream.readExactly(data.length).toCompletableFuture().get(60, TimeUnit.SECONDS));
  }

  private UdpRelay relay(QuicPeerPinger peer, Impairment link) throws Exception {
    UdpRelay relay =
        new UdpRelay(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.endpoint().port()),
            link,
            SEED);
    opened.add(relay);
    return relay;
  }

  private static PeerAddress behind(UdpRelay relay) {
    return PeerAddress.of(PEER.identity().peerId(), new TransportAddress.Ip(relay.address()));
  }

  private QuicPeerPinger start(TestNode node, UnaryOperator<QuicEndpointBuilder> setup)
      throws Exception {
    QuicPeerPinger pinger =
        QuicPeerPinger.start(node, setup).toCompletableFuture().get(10, TimeUnit.SECONDS);
    opened.add(pinger);
    return pinger;
  }
}
