package io.mosaik.api.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A clock that moves when it is told to, for tests: monotonic clock and wall clock in one. Setting
 * the date leaves the monotonic side alone, as on a real machine.
 *
 * <p>Thread-safe by its monitor.
 */
public final class ManualClock implements MonotonicClock, InstantSource {

  private Deadline now = Deadline.ofNanos(0);
  private Instant date;

  /**
   * Starts at the given date.
   *
   * @param date what {@link #instant()} says until the clock is moved
   */
  public ManualClock(Instant date) {
    this.date = Objects.requireNonNull(date, "date");
  }

  @Override
  public synchronized Deadline now() {
    return now;
  }

  @Override
  public synchronized Instant instant() {
    return date;
  }

  /**
   * Lets time pass on both sides.
   *
   * @param duration how much
   * @throws IllegalArgumentException if {@code duration} is negative, or reaches the end of time
   */
  public synchronized void advance(Duration duration) {
    Deadline later = now.plus(duration);
    if (duration.isNegative() || later.equals(Deadline.NEVER)) {
      throw new IllegalArgumentException(
          "time runs neither backwards nor beyond its end: " + duration);
    }
    now = later;
    date = date.plus(duration);
  }

  /**
   * Lets time pass until a point, or does nothing if it has passed already.
   *
   * @param deadline the point
   * @throws IllegalArgumentException if {@code deadline} is {@link Deadline#NEVER}
   */
  public synchronized void advanceTo(Deadline deadline) {
    if (deadline.equals(Deadline.NEVER)) {
      throw new IllegalArgumentException("no clock reaches " + deadline);
    }
    if (now.isBefore(deadline)) {
      advance(now.until(deadline));
    }
  }

  /**
   * Sets the wall clock, forwards or backwards.
   *
   * @param date the new date
   */
  public synchronized void setDate(Instant date) {
    this.date = Objects.requireNonNull(date, "date");
  }
}
