package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How large datagrams are, on paths that lose all of them or only the large ones. */
class DatagramSizeTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int LARGEST = ConnectionConfig.DEFAULT.maxUdpPayload();

  private final SimulatedPair pair = new SimulatedPair(31);
  private final long stream = openedStream();

  /** A path that is gone for a while says nothing about how large datagrams may be. */
  @Test
  void anOutageMakesDatagramsNoSmaller() {
    write(300_000);
    pair.run(Duration.ofSeconds(10));
    assertEquals(LARGEST, size());

    write(20_000);
    pair.impairment = new Impairment(Duration.ofMillis(10), Duration.ZERO, 1, 0, 0, 0);
    pair.run(Duration.ofSeconds(3));
    assertTrue(pair.client.connection().state().recovery.timeouts() > 2);
    assertEquals(LARGEST, size(), "a probe timeout declares nothing lost");

    pair.impairment = Impairment.NONE;
    pair.run(Duration.ofSeconds(10));
    assertEquals(LARGEST, size());
    assertEquals(320_000, pair.server.received.get(stream).size());
  }

  /** Probes are small, or nothing would ever get through again. */
  @Test
  void aPathThatTakesNoLargeDatagramsAnyMoreGetsSmallerOnes() {
    write(300_000);
    pair.run(Duration.ofSeconds(10));
    assertEquals(LARGEST, size());

    pair.largestDatagram = 1300;
    write(200_000);
    pair.run(Duration.ofSeconds(20));

    assertEquals(ConnectionConfig.MIN_UDP_PAYLOAD, size());
    assertEquals(500_000, pair.server.received.get(stream).size());
  }

  private int size() {
    return pair.client.connection().state().mtu.current();
  }

  private void write(int bytes) {
    pair.client.write(stream, Bytes.of(new byte[bytes]));
  }

  private long openedStream() {
    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);
    return pair.client.connection().streams().open(true).orElseThrow();
  }
}
