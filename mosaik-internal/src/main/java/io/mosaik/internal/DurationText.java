package io.mosaik.internal;

import java.time.Duration;

/** Text of a duration for messages and logs. Stateless. */
public final class DurationText {

  private static final long MILLIS_PER_SECOND = 1000;

  private DurationText() {}

  /**
   * Returns a duration in seconds, or in milliseconds where it is shorter than a second or no whole
   * number of seconds.
   *
   * @param duration any duration that fits into milliseconds
   * @return such as {@code 5 s} or {@code 1500 ms}
   */
  public static String of(Duration duration) {
    long millis = duration.toMillis();
    return millis % MILLIS_PER_SECOND == 0 ? millis / MILLIS_PER_SECOND + " s" : millis + " ms";
  }
}
