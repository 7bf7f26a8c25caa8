package io.mosaik.api.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOON);

  @Test
  void itStandsStillUntilItIsMoved() {
    assertEquals(clock.now(), clock.now());
    assertEquals(NOON, clock.instant());
  }

  @Test
  void bothSidesMoveTogether() {
    Deadline start = clock.now();
    clock.advance(Duration.ofMinutes(11));
    assertEquals(Duration.ofMinutes(11), start.until(clock.now()));
    assertEquals(NOON.plus(Duration.ofMinutes(11)), clock.instant());
    assertEquals(clock.instant().toEpochMilli(), clock.millis());
  }

  @Test
  void itMovesToADeadlineButNotBack() {
    Deadline later = clock.now().plus(Duration.ofSeconds(5));
    clock.advanceTo(later);
    assertEquals(later, clock.now());
    clock.advanceTo(later.plusNanos(-1));
    assertEquals(later, clock.now());
    assertEquals(NOON.plusSeconds(5), clock.instant());
  }

  @Test
  void settingTheDateLeavesTheMonotonicSideAlone() {
    Deadline start = clock.now();
    clock.setDate(NOON.minusSeconds(3600));
    assertEquals(start, clock.now());
    assertEquals(NOON.minusSeconds(3600), clock.instant());
  }

  @Test
  void itRunsNeitherBackwardsNorBeyondTheEnd() {
    assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(-1)));
    assertThrows(
        IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(Long.MAX_VALUE)));
    assertThrows(IllegalArgumentException.class, () -> clock.advanceTo(Deadline.NEVER));
    assertEquals(Deadline.ofNanos(0), clock.now());
    assertEquals(NOON, clock.instant());
  }

  @Test
  void theClockOfTheSystemStartsNearZeroAndDoesNotStepBack() {
    MonotonicClock system = Ambient.system().monotonic();
    Deadline before = system.now();
    assertFalse(before.isBefore(Deadline.ofNanos(0)));
    assertFalse(system.now().isBefore(before));
  }
}
