package io.mosaik.internal;

/**
 * Token bucket that starts full. Its whole state is the time at which it will be full again (the
 * generic cell rate algorithm, ITU-T I.371), so that nothing has to run between two calls.
 *
 * <p>Not thread-safe. Times are nanoseconds of one monotonic clock; a time that lies before an
 * earlier one is taken as it is and gives no tokens.
 */
public final class TokenBucket {

  private final long nanosPerToken;
  private final long capacityNanos;
  private boolean used;
  private long fullAt;

  /**
   * Creates a full bucket.
   *
   * @param capacity the largest burst, in tokens, at least 1
   * @param nanosPerToken the time after which one token is refilled, in nanoseconds, at least 1
   * @throws IllegalArgumentException if a number is not positive, or refilling the whole bucket
   *     takes more than a year
   */
  public TokenBucket(long capacity, long nanosPerToken) {
    if (capacity < 1 || nanosPerToken < 1) {
      throw new IllegalArgumentException(
          "capacity and refill time must be positive, not " + capacity + " and " + nanosPerToken);
    }
    this.nanosPerToken = nanosPerToken;
    this.capacityNanos = Limits.boundedProduct(capacity, nanosPerToken);
  }

  /**
   * Creates a full bucket from a rate.
   *
   * @param capacity the largest burst, in tokens, at least 1
   * @param perSecond the refill rate, in tokens per second, 1 to 10<sup>9</sup>
   * @return the bucket
   */
  public static TokenBucket perSecond(long capacity, long perSecond) {
    return new TokenBucket(capacity, 1_000_000_000L / perSecond);
  }

  /**
   * Takes tokens if there are enough.
   *
   * @param tokens how many, at least 0; more than the capacity are never available
   * @param now the present, in nanoseconds
   * @return whether they were taken; if not, nothing has changed
   */
  public boolean tryAcquire(long tokens, long now) {
    if (!isAvailable(tokens, now)) {
      return false;
    }
    fullAt = startingPoint(now) + tokens * nanosPerToken;
    used = true;
    return true;
  }

  /**
   * Returns whether tokens are available, without taking them.
   *
   * @param tokens how many, at least 0
   * @param now the present, in nanoseconds
   * @return whether {@link #tryAcquire} would take them
   */
  public boolean isAvailable(long tokens, long now) {
    return tokens <= capacityNanos / nanosPerToken
        && startingPoint(now) - now + tokens * nanosPerToken <= capacityNanos;
  }

  /**
   * Returns the time until tokens are available.
   *
   * @param tokens how many, at most the capacity
   * @param now the present, in nanoseconds
   * @return nanoseconds, 0 if they are available now
   */
  public long nanosUntilAvailable(long tokens, long now) {
    return Math.max(0, startingPoint(now) - now + tokens * nanosPerToken - capacityNanos);
  }

  /**
   * Returns whether the bucket is full, and so no different from a new one.
   *
   * @param now the present, in nanoseconds
   * @return whether it holds as many tokens as it can
   */
  public boolean isFull(long now) {
    return !used || fullAt - now <= 0;
  }

  private long startingPoint(long now) {
    return isFull(now) ? now : fullAt;
  }
}
