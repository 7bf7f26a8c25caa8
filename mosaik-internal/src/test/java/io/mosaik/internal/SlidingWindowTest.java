package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SlidingWindowTest {

  @Test
  void noSpanOfItsLengthHoldsMoreThanTheBound() {
    SlidingWindow window = new SlidingWindow(2, 100);
    assertTrue(window.tryAcquire(0));
    assertTrue(window.tryAcquire(60));
    assertFalse(window.tryAcquire(99));
    assertEquals(1, window.nanosUntilRoom(99));
    assertTrue(window.tryAcquire(100));
    assertEquals(60, window.nanosUntilRoom(100));
    assertFalse(window.tryAcquire(159));
    assertTrue(window.tryAcquire(160));
    assertEquals(2, window.eventsInWindow(160));
    assertEquals(0, window.eventsInWindow(1000));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SlidingWindow(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new SlidingWindow(1, 0));
  }
}
