package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;

/**
 * Spreads packets over the round trip (RFC 9002, section 7.7): a bucket that fills a quarter faster
 * than the window drains, and holds a burst. Confined to one thread.
 */
public final class Pacer {

  private static final int BURST_PACKETS = 10;

  private final NewReno congestion;
  private final RttEstimator rtt;
  private double tokens;
  private Deadline filledAt;

  public Pacer(NewReno congestion, RttEstimator rtt, Deadline now) {
    this.congestion = congestion;
    this.rtt = rtt;
    this.filledAt = now;
    this.tokens = capacity();
  }

  /** Bytes were sent. */
  public void onSent(int size, Deadline now) {
    refill(now);
    tokens -= size;
  }

  /** The time from which another datagram may be sent; not after {@code now} if that is now. */
  public Deadline nextSend(Deadline now) {
    refill(now);
    int size = congestion.maxDatagramSize();
    if (tokens >= size) {
      return now;
    }
    // Never less than a nanosecond: a deadline that does not move would spin.
    return now.plusNanos((long) Math.max(1, (size - tokens) / bytesPerNano()) + 1);
  }

  private void refill(Deadline now) {
    if (filledAt.isBefore(now)) {
      tokens = Math.min(capacity(), tokens + (now.nanos() - filledAt.nanos()) * bytesPerNano());
      filledAt = now;
    }
  }

  private double capacity() {
    return (double) BURST_PACKETS * congestion.maxDatagramSize();
  }

  private double bytesPerNano() {
    return 1.25 * congestion.window() / Math.max(1, rtt.smoothedNanos());
  }
}
