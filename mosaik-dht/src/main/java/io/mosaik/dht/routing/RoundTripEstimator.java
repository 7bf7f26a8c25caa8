package io.mosaik.dht.routing;

/**
 * A smoothed round-trip time and its variation, from which follows how long to wait for an answer
 * (RFC 6298, section 2, without its minimum of a second).
 *
 * <p>Confined to its owner's thread. Times are in nanoseconds.
 */
final class RoundTripEstimator {

  private final int smoothingShift;
  private long smoothed;
  private long variation;
  private boolean empty = true;

  /**
   * Starts without a sample.
   *
   * @param smoothingShift a sample weighs 2<sup>-shift</sup>, and twice that in the variation; RFC
   *     6298 says 3
   */
  RoundTripEstimator(int smoothingShift) {
    this.smoothingShift = smoothingShift;
  }

  /** Takes a measured round trip into account. */
  void sample(long nanos) {
    if (empty) {
      smoothed = nanos;
      variation = nanos / 2;
      empty = false;
      return;
    }
    variation += (Math.abs(smoothed - nanos) - variation) >> (smoothingShift - 1);
    smoothed += (nanos - smoothed) >> smoothingShift;
  }

  /** Whether there was no sample yet; then the other values say nothing. */
  boolean isEmpty() {
    return empty;
  }

  /** The smoothed round-trip time. */
  long smoothed() {
    return smoothed;
  }

  /** The time after which an answer is unlikely to come any more. */
  long patience() {
    return smoothed + 4 * variation;
  }
}
