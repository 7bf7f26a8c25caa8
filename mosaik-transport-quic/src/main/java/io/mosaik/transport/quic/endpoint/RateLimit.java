package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.time.Deadline;

/** So many a second, with as many at once. Confined to one thread. */
final class RateLimit {

  private final double perNano;
  private final double burst;
  private double tokens;
  private Deadline filledAt;

  RateLimit(int perSecond, Deadline now) {
    perNano = perSecond / 1e9;
    burst = perSecond;
    tokens = burst;
    filledAt = now;
  }

  /** Whether one more is allowed now; counts it if so. */
  boolean tryTake(Deadline now) {
    if (filledAt.isBefore(now)) {
      tokens = Math.min(burst, tokens + (now.nanos() - filledAt.nanos()) * perNano);
      filledAt = now;
    }
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
