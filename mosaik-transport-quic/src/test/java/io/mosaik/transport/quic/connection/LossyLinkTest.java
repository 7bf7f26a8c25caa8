package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the link does, what arrives is what was sent. */
@Tag("fuzz")
class LossyLinkTest {

  @ParameterizedTest
  @CsvSource({"1, 0.05, 50", "2, 0.1, 20", "3, 0.2, 100", "4, 0.3, 200", "5, 0.3, 5"})
  void aMebibyteArrivesIntactBothWays(long seed, double loss, int delayMillis) {
    ConnectionConfig patient = patient();
    SimulatedPair pair = new SimulatedPair(seed, patient, Impairment.lossy(delayMillis, loss));
    pair.server.echo = true;
    pair.runUntil(pair.client::isConfirmed, Duration.ofMinutes(5));
    byte[] data = new byte[1 << 20];
    new Random(seed).nextBytes(data);

    long stream = pair.client.connection().streams().open(true).orElseThrow();
    pair.client.send(stream, data);
    pair.runUntil(() -> pair.client.finished.contains(stream), Duration.ofHours(2));

    assertArrayEquals(data, pair.client.received.get(stream).toByteArray(), "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 20, 30, 40, 50, 60, 70, 80})
  void handshakesSurviveHeavyLoss(long seed) {
    for (int i = 0; i < 25; i++) {
      SimulatedPair pair =
          new SimulatedPair(seed + 1000L * i, patient(), Impairment.lossy(100, 0.3));
      pair.runUntil(
          () -> pair.client.isConfirmed() && pair.server.isConfirmed(), Duration.ofMinutes(5));
      assertTrue(pair.client.isConfirmed(), "seed " + seed);
    }
  }

  /** Gives up for no reason but the link. */
  static ConnectionConfig patient() {
    ConnectionConfig usual = ConnectionConfig.DEFAULT;
    return new ConnectionConfig(
        Duration.ofMinutes(30),
        usual.keepAlive(),
        Duration.ofMinutes(30),
        usual.initialRtt(),
        usual.streams(),
        usual.maxUdpPayload(),
        300);
  }
}
