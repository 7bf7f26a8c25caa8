package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
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

  private static SimulatedPair established() {
    SimulatedPair pair = new SimulatedPair(21);
    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);
    pair.run(Duration.ofMillis(200));
    return pair;
  }
}
