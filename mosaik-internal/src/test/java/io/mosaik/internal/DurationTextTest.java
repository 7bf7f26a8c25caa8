package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {

  @Test
  void wholeSecondsAreSeconds() {
    assertEquals("5 s", DurationText.of(Duration.ofSeconds(5)));
    assertEquals("600 s", DurationText.of(Duration.ofMinutes(10)));
    assertEquals("0 s", DurationText.of(Duration.ZERO));
  }

  @Test
  void anythingElseIsMilliseconds() {
    assertEquals("250 ms", DurationText.of(Duration.ofMillis(250)));
    assertEquals("1500 ms", DurationText.of(Duration.ofMillis(1500)));
  }
}
