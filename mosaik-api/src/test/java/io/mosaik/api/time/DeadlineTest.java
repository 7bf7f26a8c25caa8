package io.mosaik.api.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private static final Deadline FIRST = Deadline.ofNanos(Long.MIN_VALUE);
  private static final Deadline LAST = Deadline.ofNanos(Long.MAX_VALUE - 1);
  private static final Deadline NOON = Deadline.ofNanos(1_000);

  @Test
  void aDurationLeadsThereAndBack() {
    Duration hour = Duration.ofHours(1);
    assertEquals(hour, NOON.until(NOON.plus(hour)));
    assertEquals(hour.negated(), NOON.plus(hour).until(NOON));
    assertEquals(NOON, NOON.plus(hour).plus(hour.negated()));
    assertEquals(NOON.plus(hour), NOON.plusNanos(hour.toNanos()));
  }

  @Test
  void beyondTheEndLiesNever() {
    assertEquals(Deadline.NEVER, LAST.plusNanos(2));
    assertEquals(Deadline.NEVER, NOON.plus(Duration.ofSeconds(Long.MAX_VALUE)));
    assertEquals(Deadline.NEVER, NOON.plusNanos(Long.MAX_VALUE));
    assertEquals(FIRST, NOON.plus(Duration.ofSeconds(Long.MIN_VALUE)));
    assertEquals(FIRST, FIRST.plusNanos(-1));
  }

  @Test
  void nothingLeadsAwayFromNever() {
    assertEquals(Deadline.NEVER, Deadline.NEVER.plusNanos(-1));
    assertEquals(Deadline.NEVER, Deadline.NEVER.plus(Duration.ofSeconds(Long.MIN_VALUE)));
    assertFalse(Deadline.NEVER.hasPassed(Deadline.NEVER));
    assertFalse(Deadline.NEVER.hasPassed(LAST));
  }

  @Test
  void theLongestWaysAreMeasured() {
    Duration all = Duration.ofNanos(Long.MAX_VALUE).plusNanos(Long.MAX_VALUE).plusNanos(1);
    assertEquals(all, FIRST.until(Deadline.NEVER));
    assertEquals(all.negated(), Deadline.NEVER.until(FIRST));
    assertEquals(Duration.ZERO, Deadline.NEVER.until(Deadline.NEVER));
  }

  @Test
  void aPointHasPassedFromItselfOn() {
    assertFalse(NOON.hasPassed(NOON.plusNanos(-1)));
    assertTrue(NOON.hasPassed(NOON));
    assertTrue(NOON.hasPassed(NOON.plusNanos(1)));
  }

  @Test
  void pointsAreOrdered() {
    assertTrue(FIRST.isBefore(NOON));
    assertFalse(NOON.isBefore(NOON));
    assertTrue(NOON.compareTo(Deadline.NEVER) < 0);
    assertEquals(FIRST, Deadline.min(NOON, FIRST));
    assertEquals(NOON, Deadline.min(NOON, Deadline.NEVER));
    assertThrows(NullPointerException.class, () -> Deadline.min(NOON, null));
  }

  @Test
  void theTextIsADuration() {
    assertEquals("PT1.5S", Deadline.ofNanos(1_500_000_000).toString());
    assertEquals("never", Deadline.NEVER.toString());
  }
}
