package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void roundTripsHaveADecimalWhileItMatters() {
    assertEquals("0.4 ms", Durations.ofRoundTrip(Duration.ofNanos(432_000)));
    assertEquals("23 ms", Durations.ofRoundTrip(Duration.ofNanos(23_400_000)));
  }

  @Test
  void uptimesShowTheTwoLargestUnits() {
    assertEquals("12s", Durations.ofUptime(Duration.ofSeconds(12)));
    assertEquals("5m 12s", Durations.ofUptime(Duration.ofSeconds(312)));
    assertEquals("3h 0m", Durations.ofUptime(Duration.ofHours(3)));
    assertEquals("2d 3h", Durations.ofUptime(Duration.ofHours(51)));
  }

  @Test
  void aPeerWithAFastClockHasJustStarted() {
    assertEquals("0s", Durations.ofUptime(Duration.ofSeconds(-3)));
  }
}
