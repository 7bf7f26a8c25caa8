package io.mosaik.api.time;

import java.time.Duration;
import java.util.Objects;

/**
 * A point on the time line of a {@link MonotonicClock}, kept apart from wall-clock time by its
 * type.
 *
 * <p>Immutable.
 *
 * @param nanos nanoseconds since the origin of the clock, which is arbitrary; {@code
 *     Long.MAX_VALUE} stands for {@link #NEVER}
 */
public record Deadline(long nanos) implements Comparable<Deadline> {

  /** A point that no clock reaches. */
  public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

  private static final Deadline FIRST = new Deadline(Long.MIN_VALUE);

  /**
   * A point by its distance from the clock's origin.
   *
   * @param nanos nanoseconds since the origin
   * @return the point
   */
  public static Deadline ofNanos(long nanos) {
    return new Deadline(nanos);
  }

  /**
   * The point that lies {@code duration} after this one. Nothing lies before or after {@link
   * #NEVER}.
   *
   * @param duration how much later; negative for earlier
   * @return that point, {@link #NEVER} if it lies beyond the end of the time line, or the first
   *     point of the time line if it lies before that
   */
  public Deadline plus(Duration duration) {
    try {
      return plusNanos(duration.toNanos());
    } catch (ArithmeticException longerThanTheTimeLine) {
      return isNever() || !duration.isNegative() ? NEVER : FIRST;
    }
  }

  /**
   * The point that lies {@code delta} nanoseconds after this one.
   *
   * @param delta how much later, in nanoseconds; negative for earlier
   * @return as {@link #plus(Duration)}
   */
  public Deadline plusNanos(long delta) {
    if (isNever()) {
      return NEVER;
    }
    long sum = nanos + delta;
    boolean overflowed = ((nanos ^ sum) & (delta ^ sum)) < 0;
    if (overflowed) {
      return delta > 0 ? NEVER : FIRST;
    }
    return new Deadline(sum);
  }

  /**
   * How long it is from this point to another.
   *
   * @param later the other point
   * @return the time between, negative if {@code later} lies before this point; centuries if that
   *     is {@link #NEVER}
   */
  public Duration until(Deadline later) {
    return Duration.ofNanos(later.nanos).minusNanos(nanos); // unlike a long, does not overflow
  }

  /**
   * Whether this point has come.
   *
   * @param now the present
   * @return true if {@code now} is this point or lies after it
   */
  public boolean hasPassed(Deadline now) {
    return !isNever() && nanos <= now.nanos;
  }

  /**
   * Whether this point lies before another.
   *
   * @param other the other point
   * @return true if this point is the earlier one
   */
  public boolean isBefore(Deadline other) {
    return nanos < other.nanos;
  }

  /**
   * The earlier of two points.
   *
   * @param a a point
   * @param b another one
   * @return the earlier one
   */
  public static Deadline min(Deadline a, Deadline b) {
    return Objects.requireNonNull(b).isBefore(a) ? b : a;
  }

  @Override
  public int compareTo(Deadline other) {
    return Long.compare(nanos, other.nanos);
  }

  @Override
  public String toString() {
    return isNever() ? "never" : Duration.ofNanos(nanos).toString();
  }

  /** Asked so often by a busy node that the comparison of records would show in its profile. */
  private boolean isNever() {
    return nanos == Long.MAX_VALUE;
  }
}
