package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketParser;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that move, and a server that follows (RFC 9000, section 9). */
class MigrationTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.9", 999);
  private static final Duration SLOW = Duration.ofMillis(300);

  private final SimulatedPair pair = established();
  private final ConnectionState server = pair.server.connection().state();

  /** The answer to the challenge takes longer than the old path would ever have (8.2.4, 9.4). */
  @Test
  void aClientThatMovesToASlowerPathIsFollowed() {
    pair.server.echo = true;
    byte[] data = new byte[200_000];
    long stream = pair.client.connection().streams().open(true).orElseThrow();
    pair.client.send(stream, data);
    pair.run(Duration.ofMillis(30));

    pair.clientAddress = ELSEWHERE;
    pair.impairment = new Impairment(SLOW, Duration.ZERO, 0, 0, 0, 0);
    pair.runUntil(() -> pair.client.finished.contains(stream), LONG);

    assertEquals(ELSEWHERE, pair.server.connection().remote());
    assertTrue(pair.server.connection().isPeerAddressValidated());
    assertEquals(data.length, pair.client.received.get(stream).size());
    assertEquals(SLOW.multipliedBy(2), server.rtt.minimum(), "nothing is left of the old path's");
  }

  /** Somebody may have sent the packet on from elsewhere: the old path is asked too (9.3.3). */
  @Test
  void thePathThatAClientSeemsToHaveLeftIsChallengedOnceUnderItsOwnId() throws Exception {
    ConnectionId used = server.peerIds.active();

    pair.clientAddress = ELSEWHERE;
    pair.client.connection().state().control.add(new Frame.Ping());
    pair.run(Duration.ofSeconds(5));

    assertEquals(1, pair.misdirected.size());
    Datagram challenge = pair.misdirected.get(0);
    assertEquals(SimulatedPair.CLIENT_ADDRESS, challenge.remote());
    assertEquals(ConnectionConfig.MIN_UDP_PAYLOAD, challenge.size());
    Packet.Protected packet =
        (Packet.Protected)
            PacketParser.parse(challenge.bytes(), 0, challenge.size(), IdSource.ID_SIZE);
    assertEquals(used, packet.destination());
    assertNotEquals(used, server.peerIds.active(), "the paths cannot be linked");
    assertEquals(2, count(pair.server.qlog, "\"path_challenge\""), "one for each path");
    assertTrue(pair.server.connection().isPeerAddressValidated());
  }

  private static long count(List<String> qlog, String text) {
    return qlog.stream().filter(line -> line.contains(text)).count();
  }

  private static SimulatedPair established() {
    SimulatedPair pair = new SimulatedPair(21);
    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);
    pair.run(Duration.ofMillis(200));
    return pair;
  }
}
