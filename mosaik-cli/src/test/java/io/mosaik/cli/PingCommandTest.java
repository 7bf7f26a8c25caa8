package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.cli.render.Sockets;
import io.mosaik.transport.quic.QuicConnectionHandle;
import io.mosaik.transport.quic.QuicEndpoint;
import io.mosaik.transport.quic.QuicPeerPinger;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pings a peer that answers as mosaik's do, over loopback. */
class PingCommandTest {

  private static final NetworkId NETWORK = NetworkId.of("there");
  private static final KeyPair PEER = KeyPair.ofSeed(Bytes.fromHex("3d".repeat(32)));
  private static final String ID = PEER.peerId().toHex();
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static QuicEndpoint peer;
  private static String address;

  @BeforeAll
  static void startPeer() throws Exception {
    peer =
        QuicEndpoint.builder(PEER)
            .bind(ANY_PORT)
            .protocol(QuicPeerPinger.ALPN, PingCommandTest::answer)
            .start()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    address = Sockets.text(new InetSocketAddress(ANY_PORT.getAddress(), peer.port()));
  }

  private static void answer(QuicConnectionHandle connection) {
    PeerEntry entry =
        PeerEntry.of(
            Dialect.V0_3, NETWORK, PeerAddress.of(PEER.peerId()), Instant.ofEpochSecond(1_000_000));
    Bytes body = SignedPeerEntry.sign(PEER, entry).encode();
    Bytes size = Bytes.of(new byte[] {0, 0, (byte) (body.size() >>> 8), (byte) body.size()});
    connection
        .acceptBidirectional()
        .thenCompose(
            stream -> stream.readExactly(4).thenCompose(any -> stream.write(size.concat(body))));
  }

  @AfterAll
  static void stopPeer() {
    peer.close();
  }

  @Test
  void aPeerIsShownWithoutAnyNetwork() {
    CliRun run = CliRun.of("ping", ID, address);

    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("peer     " + ID), run.out());
    assertTrue(run.out().contains("network  " + NETWORK), run.out());
    assertTrue(run.out().contains("version  0.3.17"), run.out());
    assertTrue(run.out().matches("(?s).*uptime   \\d+d \\d+h.*rtt      .* ms.*"), run.out());
  }

  @Test
  void aHostNameIsResolved() {
    CliRun run = CliRun.of("ping", ID, "localhost:" + peer.port());
    assertEquals(0, run.exitCode(), run.out() + run.err());

    CliRun unknown = CliRun.of("ping", ID, "no-such-host.invalid:1");
    assertEquals(1, unknown.exitCode(), unknown.err());
    assertTrue(unknown.err().contains("unknown host no-such-host.invalid"), unknown.err());
  }

  @Test
  void theNetworkIsComparedIfGiven() {
    CliRun ours = CliRun.of("ping", "--json", "--network", "there", ID, address);
    assertEquals(0, ours.exitCode(), ours.out() + ours.err());
    JsonObject healthy = JsonParser.parseString(ours.out()).getAsJsonObject();
    assertEquals("healthy", healthy.get("status").getAsString());
    assertEquals(ID, healthy.get("peer_id").getAsString());
    assertEquals(NETWORK.toString(), healthy.get("network").getAsString());
    assertTrue(healthy.get("network_compared").getAsBoolean());
    assertTrue(healthy.get("rtt_ms").getAsDouble() > 0);

    CliRun foreign = CliRun.of("ping", "--json", "-n", "elsewhere", ID, address);
    assertEquals(1, foreign.exitCode(), foreign.out() + foreign.err());
    JsonObject failed = JsonParser.parseString(foreign.out()).getAsJsonObject();
    assertEquals("wrong_network", failed.get("status").getAsString());
  }

  @Test
  void somebodyElseAtTheAddressIsNotThePeer() {
    String other = KeyPair.ofSeed(Bytes.fromHex("3e".repeat(32))).peerId().toBase58();

    CliRun run = CliRun.of("ping", other, address);

    assertEquals(1, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("wrong identity"), run.out());
  }

  @Test
  void whereNobodyAnswersThePeerIsSilentButAnotherAddressMayHelp() throws Exception {
    try (DatagramSocket deaf = new DatagramSocket(ANY_PORT)) {
      String silent = Sockets.text((InetSocketAddress) deaf.getLocalSocketAddress());

      CliRun alone = CliRun.of("ping", "--timeout", "1", ID, silent);
      assertEquals(1, alone.exitCode(), alone.out() + alone.err());
      assertTrue(alone.out().contains("silent"), alone.out());

      CliRun both = CliRun.of("ping", ID, silent, address);
      assertEquals(0, both.exitCode(), both.out() + both.err());
    }
  }
}
