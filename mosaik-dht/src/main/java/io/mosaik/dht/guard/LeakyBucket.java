package io.mosaik.dht.guard;

import io.mosaik.api.time.Deadline;

/**
 * Fills with what happens and runs dry with time. Its whole state is the moment at which it will be
 * dry (the generic cell rate algorithm, ITU-T I.371).
 *
 * <p>Confined to one thread.
 */
final class LeakyBucket {

  private final long nanosPerDrop;
  private final long capacityNanos;
  private Deadline dryAt;

  /**
   * A dry bucket.
   *
   * @param nanosPerDrop how long it takes to lose a drop
   * @param capacity how many drops it holds
   */
  LeakyBucket(long nanosPerDrop, int capacity, Deadline now) {
    this.nanosPerDrop = nanosPerDrop;
    this.capacityNanos = nanosPerDrop * capacity;
    this.dryAt = now;
  }

  /** Pours some drops in, or none if they would not fit. */
  boolean pour(int drops, Deadline now) {
    if (!fits(drops, now)) {
      return false;
    }
    dryAt = dryAtAfter(drops, now);
    return true;
  }

  boolean fits(int drops, Deadline now) {
    return !now.plusNanos(capacityNanos).isBefore(dryAtAfter(drops, now));
  }

  boolean isDry(Deadline now) {
    return dryAt.hasPassed(now);
  }

  Deadline dryAt() {
    return dryAt;
  }

  private Deadline dryAtAfter(int drops, Deadline now) {
    return (isDry(now) ? now : dryAt).plusNanos(drops * nanosPerDrop);
  }
}
