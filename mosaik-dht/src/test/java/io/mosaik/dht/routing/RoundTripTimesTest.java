package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundTripTimesTest {

  private static final long MILLI = 1_000_000;
  private static final InetSocketAddress NEAR = new InetSocketAddress("10.0.0.1", 1);
  private static final InetSocketAddress FAR = new InetSocketAddress("10.0.0.2", 1);
  private static final InetSocketAddress STRANGER = new InetSocketAddress("10.0.0.3", 1);

  private final RoundTripTimes times =
      new RoundTripTimes(Duration.ofMillis(500), Duration.ofMillis(40), Duration.ofMillis(1500));

  @Test
  void beforeTheFirstAnswerPatienceIsTheInitialOne() {
    assertEquals(500 * MILLI, times.patienceNanos(STRANGER));
    assertEquals(Optional.empty(), times.smoothed());
  }

  @Test
  void onAFastNetworkPatienceIsTheLeast() {
    for (int i = 0; i < 20; i++) {
      times.sample(NEAR, MILLI);
    }
    assertEquals(40 * MILLI, times.patienceNanos(NEAR));
    assertEquals(40 * MILLI, times.patienceNanos(STRANGER));
    assertEquals(Optional.of(Duration.ofMillis(1)), times.smoothed());
  }

  @Test
  void theFirstSampleOfANodeTriplesAsRfc6298Says() {
    times.sample(FAR, 200 * MILLI);
    assertEquals(600 * MILLI, times.patienceNanos(FAR));
  }

  @Test
  void eachNodeHasItsOwnPatience() {
    for (int i = 0; i < 30; i++) {
      times.sample(NEAR, MILLI);
      times.sample(FAR, 300 * MILLI);
    }
    assertEquals(40 * MILLI, times.patienceNanos(NEAR));
    assertTrue(times.patienceNanos(FAR) >= 300 * MILLI);
    assertTrue(times.patienceNanos(STRANGER) > 300 * MILLI);
  }

  @Test
  void oneVeryLateAnswerDoesNotSpoilThePatienceWithStrangers() {
    for (int i = 0; i < 30; i++) {
      times.sample(NEAR, MILLI);
    }
    times.sample(FAR, 3000 * MILLI);
    assertTrue(times.patienceNanos(STRANGER) <= 80 * MILLI);
  }

  @Test
  void manyLateAnswersRaiseItQuickly() {
    for (int i = 0; i < 30; i++) {
      times.sample(NEAR, MILLI);
    }
    for (int i = 0; i < 10; i++) {
      times.sample(FAR, 700 * MILLI);
    }
    assertTrue(times.patienceNanos(STRANGER) >= 500 * MILLI);
  }

  @Test
  void patienceNeverExceedsTheMost() {
    times.sample(FAR, 2900 * MILLI);
    assertEquals(1500 * MILLI, times.patienceNanos(FAR));
  }

  @Test
  void onlyTheNodesHeardLastAreRemembered() {
    times.sample(NEAR, MILLI);
    for (int i = 0; i < RoundTripTimes.MAX_NODES; i++) {
      times.sample(new InetSocketAddress("10.1.0.1", 1000 + i), MILLI);
    }
    assertTrue(!times.knows(NEAR));
  }
}
