package io.mosaik.internal;

/** Checks of the numbers that limiters are configured with. */
final class Limits {

  private static final long YEAR_NANOS = 365L * 24 * 3600 * 1_000_000_000L;

  private Limits() {}

  /**
   * Returns a product of two positive numbers that stands for a time in nanoseconds.
   *
   * @throws IllegalArgumentException if it is more than a year: sums of times would overflow
   */
  static long boundedProduct(long count, long nanos) {
    if (count > YEAR_NANOS / nanos) {
      throw new IllegalArgumentException(
          count + " times " + nanos + " ns is more than a year, the longest time of a limiter");
    }
    return count * nanos;
  }
}
