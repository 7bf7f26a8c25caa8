package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampSourceTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOON);
  private final TimestampSource source =
      new TimestampSource(new Ambient(clock, clock, new Random(1)));

  @Test
  void timestampsRiseWhileTheClockStandsStill() {
    Timestamp last = source.next();
    for (int i = 0; i < 1000; i++) {
      Timestamp next = source.next();
      assertEquals(TimestampSource.STEP, next.micros() - last.micros());
      last = next;
    }
  }

  @Test
  void timestampsRiseWhileTheClockStepsBack() {
    Timestamp before = source.next();
    clock.setDate(NOON.minus(Duration.ofDays(1)));
    assertTrue(source.next().compareTo(before) > 0);
  }

  @Test
  void aTimestampIsTheClockButForItsLowByte() {
    int lowByte = (int) (source.next().micros() & 0xff);
    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofNanos(123_456_789));
      long micros = source.next().micros();
      assertEquals(lowByte, micros & 0xff);
      assertTrue(Math.abs(micros - Timestamp.of(clock.instant()).micros()) < TimestampSource.STEP);
    }
  }

  @Test
  void sourcesDifferInTheirLowByte() {
    long distinct =
        new Random(2)
            .longs(50)
            .map(
                seed ->
                    new TimestampSource(new Ambient(clock, clock, new Random(seed)))
                        .next()
                        .micros())
            .distinct()
            .count();
    assertTrue(distinct > 25, "only " + distinct + " of 50");
  }
}
