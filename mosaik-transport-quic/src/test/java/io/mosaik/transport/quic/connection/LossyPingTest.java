package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPeerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pings and streams over thousands of bad links, each decided by its seed, on virtual time. How
 * many: the environment variable MOSAIK_SIMULATIONS, else {@value #USUAL_SIMULATIONS}.
 */
@Tag("fuzz")
class LossyPingTest {

  private static final int USUAL_SIMULATIONS = 600;
  private static final int SIMULATIONS =
      Optional.ofNullable(System.getenv("MOSAIK_SIMULATIONS"))
          .map(Integer::parseInt)
          .orElse(USUAL_SIMULATIONS);

  private static final int MEBIBYTE = 1 << 20;

  /** A mebibyte takes as long as hundreds of pings. */
  private static final int LINKS_PER_MEBIBYTE = 200;

  @Test
  void onAnOrdinarilyBadLinkNearlyAllPingsSucceed() throws IOException {
    assertShare("loss5-delay50", Impairment.lossy(50, 0.05), SIMULATIONS / 4);
  }

  @Test
  void onATerribleLinkPingsSucceedAsOftenAsTheyDid() throws IOException {
    assertShare("loss30-delay200", Impairment.lossy(200, 0.3), SIMULATIONS / 4);
  }

  @Test
  void onAnyLinkAPingSucceedsOrFailsInTimeAndAMebibyteArrivesIntact() {
    int pings = SIMULATIONS - 2 * (SIMULATIONS / 4);
    int succeeded = 0;
    for (long seed = 1; seed <= pings; seed++) {
      Impairment link = linkOf(seed);
      succeeded += succeeds(seed, link) ? 1 : 0;
      if (seed % LINKS_PER_MEBIBYTE == 1) {
        transferMebibyte(seed, link);
      }
    }
    print("up to 30 % loss and 200 ms", succeeded, pings);
    assertTrue(succeeded > pings / 2, "only " + succeeded + " of " + pings);
  }

  @Test
  void theLargestEntryFitsThroughTheWindowsOfAPing() {
    Bytes address = Bytes.of(new byte[SignedPeerEntry.MAX_SIZE - 250]);

    assertTrue(new SimulatedPing(1, Impairment.NONE, address).succeeds());
  }

  private static void assertShare(String name, Impairment link, int pings) throws IOException {
    long succeeded = LongStream.rangeClosed(1, pings).filter(seed -> succeeds(seed, link)).count();
    print(name, succeeded, pings);
    double share = (double) succeeded / pings;
    double floor = floorOf(name);
    assertTrue(
        share >= floor,
        String.format(Locale.ROOT, "%s: %.4f of pings, at least %.4f", name, share, floor));
  }

  private static boolean succeeds(long seed, Impairment link) {
    try {
      return new SimulatedPing(seed, link).succeeds();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("seed " + seed + " on " + link, failure);
    }
  }

  private static void transferMebibyte(long seed, Impairment link) {
    SimulatedPair pair = new SimulatedPair(seed, LossyLinkTest.patient(), link, false);
    pair.runUntil(() -> pair.client.isConfirmed(), Duration.ofMinutes(10));
    byte[] data = new byte[MEBIBYTE];
    new Random(seed).nextBytes(data);
    long stream = pair.client.connection().streams().open(true).orElseThrow();
    pair.client.send(stream, data);
    pair.runUntil(() -> pair.server.finished.contains(stream), Duration.ofHours(2));
    assertArrayEquals(data, pair.server.received.get(stream).toByteArray(), "seed " + seed);
  }

  private static Impairment linkOf(long seed) {
    Random random = new Random(~seed);
    return Impairment.lossy(random.nextInt(1, 201), 0.3 * random.nextDouble());
  }

  private static void print(String link, long succeeded, int pings) {
    System.out.printf(
        Locale.ROOT,
        "pings on simulated links, %s: %d of %d succeeded within %s (%.2f %%)%n",
        link,
        succeeded,
        pings,
        SimulatedPing.DEADLINE,
        100.0 * succeeded / pings);
  }

  private static double floorOf(String name) throws IOException {
    Properties floors = new Properties();
    try (InputStream file = LossyPingTest.class.getResourceAsStream("lossy-links.properties")) {
      floors.load(file);
    }
    return Double.parseDouble(floors.getProperty(name));
  }
}
