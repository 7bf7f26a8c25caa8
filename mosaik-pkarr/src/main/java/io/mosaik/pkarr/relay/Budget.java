package io.mosaik.pkarr.relay;

import io.mosaik.api.time.Deadline;
import java.time.Duration;

/**
 * How often a relay may be asked: a bucket of tokens that fills steadily. A relay that complains is
 * asked half as often, down to once in four seconds, until it has been content for a while.
 * Confined to the core's thread.
 */
final class Budget {

  /** The slowest that complaints make us. */
  static final Duration SLOWEST = Duration.ofSeconds(4);

  /** After so many replies without a complaint the pace doubles again; ours. */
  static final int CONTENT_REPLIES = 32;

  private final long usualNanos;
  private final int burst;
  private long intervalNanos;
  private double tokens;
  private Deadline counted;
  private Deadline silentUntil;
  private int content;

  /**
   * Starts with a full bucket.
   *
   * @param perSecond requests in the long run
   * @param burst the most at once
   */
  Budget(double perSecond, int burst, Deadline now) {
    this.usualNanos = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
    this.intervalNanos = usualNanos;
    this.burst = burst;
    this.tokens = burst;
    this.counted = now;
    this.silentUntil = now;
  }

  /** When the next request may be sent; not after {@code now} if at once. */
  Deadline next(Deadline now) {
    refill(now);
    Deadline token = tokens >= 1 ? now : now.plusNanos((long) ((1 - tokens) * intervalNanos) + 1);
    return silentUntil.isBefore(token) ? token : silentUntil;
  }

  /** Until when the relay wants to be left alone. */
  Deadline silentUntil() {
    return silentUntil;
  }

  void take(Deadline now) {
    refill(now);
    tokens -= 1;
  }

  void contented() {
    content++;
    if (content >= CONTENT_REPLIES && intervalNanos > usualNanos) {
      content = 0;
      intervalNanos = Math.max(usualNanos, intervalNanos / 2);
    }
  }

  /** The relay complained, and wants to be left alone for a while. */
  void throttled(Duration pause, Deadline now) {
    refill(now);
    tokens = Math.min(tokens, 0);
    content = 0;
    // Complaints about requests that were under way together count once.
    if (silentUntil.hasPassed(now)) {
      intervalNanos = Math.max(usualNanos, Math.min(intervalNanos * 2, SLOWEST.toNanos()));
    }
    Deadline until = now.plus(pause);
    silentUntil = silentUntil.isBefore(until) ? until : silentUntil;
  }

  private void refill(Deadline now) {
    long passed = counted.until(now).toNanos();
    if (passed > 0) {
      tokens = Math.min(burst, tokens + (double) passed / intervalNanos);
      counted = now;
    }
  }
}
