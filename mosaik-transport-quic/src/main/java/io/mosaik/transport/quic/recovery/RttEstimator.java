package io.mosaik.transport.quic.recovery;

import java.time.Duration;

/** Estimates the round trip time of a path (RFC 9002, section 5). Confined to one thread. */
public final class RttEstimator {

  /** The granularity that timers are expected to have (RFC 9002, section 6.1.2). */
  static final long GRANULARITY_NANOS = Duration.ofMillis(1).toNanos();

  private final Duration initial;
  private long latest;
  private long minimum;
  private long smoothed;
  private long variation;
  private boolean sampled;

  /** Starts from a guess; RFC 9002, section 6.2.2, recommends 333 ms. */
  public RttEstimator(Duration initial) {
    this.initial = initial;
    reset();
  }

  /** Forgets all samples: the path is another one (RFC 9000, section 9.4). */
  void reset() {
    sampled = false;
    minimum = 0;
    latest = initial.toNanos();
    smoothed = latest;
    variation = latest / 2;
  }

  /**
   * Takes a sample.
   *
   * @param sampleNanos from sending the largest acknowledged packet to the acknowledgement
   * @param ackDelayNanos how long the peer says that it held the acknowledgement back, already
   *     capped
   */
  public void update(long sampleNanos, long ackDelayNanos) {
    latest = Math.max(1, sampleNanos);
    if (!sampled) {
      sampled = true;
      minimum = latest;
      smoothed = latest;
      variation = latest / 2;
      return;
    }
    minimum = Math.min(minimum, latest);
    long adjusted = latest >= minimum + ackDelayNanos ? latest - ackDelayNanos : latest;
    variation = (3 * variation + Math.abs(smoothed - adjusted)) / 4;
    smoothed = (7 * smoothed + adjusted) / 8;
  }

  public boolean hasSample() {
    return sampled;
  }

  public Duration smoothed() {
    return Duration.ofNanos(smoothed);
  }

  public Duration latest() {
    return Duration.ofNanos(latest);
  }

  public Duration minimum() {
    return Duration.ofNanos(minimum);
  }

  public Duration variation() {
    return Duration.ofNanos(variation);
  }

  long smoothedNanos() {
    return smoothed;
  }

  /** The greater of the last sample and the estimate: the base of the time threshold. */
  long recentNanos() {
    return Math.max(latest, smoothed);
  }

  /** The probe timeout without back-off and without the peer's acknowledgement delay. */
  public long probeTimeoutNanos() {
    return smoothed + Math.max(4 * variation, GRANULARITY_NANOS);
  }
}
