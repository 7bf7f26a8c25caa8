package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuicConnectionTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void bothSidesProveWhoTheyAre() {
    SimulatedPair pair = new SimulatedPair(1);

    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);

    assertEquals(Optional.of(pair.server.identity.publicKey()), pair.client.connection().peerKey());
    assertEquals(Optional.of(pair.client.identity.publicKey()), pair.server.connection().peerKey());
    assertEquals(Optional.of(SimulatedPair.ALPN), pair.server.connection().alpn());
    assertEquals(Duration.ofMillis(20), pair.client.connection().smoothedRtt());
  }

  @Test
  void aStreamIsEchoed() {
    SimulatedPair pair = new SimulatedPair(2);
    pair.server.echo = true;
    pair.runUntil(pair.client::isEstablished, LONG);
    byte[] data = randomBytes(3_000_000);

    long stream = pair.client.connection().streams().open(true).orElseThrow();
    pair.client.send(stream, data);
    pair.runUntil(() -> pair.client.finished.contains(stream), LONG);

    assertArrayEquals(data, pair.client.received.get(stream).toByteArray());
  }

  @Test
  void aPeerLearnsOfTheClosingCode() {
    SimulatedPair pair = new SimulatedPair(3);
    pair.runUntil(pair.server::isConfirmed, LONG);

    pair.client.connection().close(200, "Success", pair.now);
    pair.runUntil(pair.server::isClosed, LONG);

    assertEquals(
        Optional.of(new CloseReason(CloseReason.Cause.PEER_APPLICATION, 200, "Success")),
        pair.server.closeReason());
    pair.runUntil(
        () -> pair.client.connection().isGone() && pair.server.connection().isGone(), LONG);
  }

  @Test
  void nothingIsSentOnceBothSidesAreIdle() {
    SimulatedPair pair = new SimulatedPair(4);
    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);
    pair.run(Duration.ofSeconds(1));
    int clientBytes = pair.clientBytes;
    int serverBytes = pair.serverBytes;

    pair.run(Duration.ofSeconds(20));

    assertEquals(clientBytes, pair.clientBytes);
    assertEquals(serverBytes, pair.serverBytes);
    pair.run(Duration.ofSeconds(20));
    assertEquals(CloseReason.Cause.IDLE_TIMEOUT, pair.client.closeReason().orElseThrow().cause());
    assertTrue(pair.server.isClosed());
  }

  private static byte[] randomBytes(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return Bytes.of(data).toArray();
  }
}
