package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueryWindowTest {

  private static final Deadline NOW = Deadline.ofNanos(0);
  private static final Duration ROUND_TRIP = Duration.ofMillis(50);

  private final QueryWindow window = new QueryWindow(128);

  @Test
  void itStartsSmallAndGrowsWithEveryAnswerUpToTheBound() {
    assertEquals(QueryWindow.INITIAL, window.limit());
    answer(10);
    assertEquals(QueryWindow.INITIAL + 10, window.limit());
    answer(1000);
    assertEquals(128, window.limit());
  }

  @Test
  void itIsFullWhenSoManyAreInFlight() {
    for (int i = 0; i < QueryWindow.INITIAL; i++) {
      assertTrue(window.hasRoom());
      window.sent();
    }
    assertFalse(window.hasRoom());
    window.released();
    assertTrue(window.hasRoom());
  }

  @Test
  void lossesWithinOneRoundTripHalveItOnce() {
    answer(1000);
    for (int i = 0; i < 20; i++) {
      window.lost(ROUND_TRIP, NOW);
    }
    assertEquals(64, window.limit());
    window.lost(ROUND_TRIP, NOW.plus(ROUND_TRIP));
    assertEquals(32, window.limit());
  }

  @Test
  void afterALossItGrowsSlowly() {
    answer(1000);
    window.lost(ROUND_TRIP, NOW);
    answer(64);
    assertTrue(window.limit() <= 65);
  }

  @Test
  void itNeverBecomesTooSmallToGetAnywhere() {
    for (int i = 0; i < 20; i++) {
      window.lost(ROUND_TRIP, NOW.plus(ROUND_TRIP.multipliedBy(i)));
    }
    assertEquals(QueryWindow.INITIAL, window.limit());
    assertEquals(QueryWindow.LEAST, new QueryWindow(1).limit());
  }

  private void answer(int times) {
    for (int i = 0; i < times; i++) {
      window.sent();
      window.answered();
    }
  }
}
