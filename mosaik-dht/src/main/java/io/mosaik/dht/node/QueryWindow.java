package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import java.time.Duration;

/**
 * How many queries may be in flight at once, over all lookups, so that their answers do not
 * overflow our own receive buffer or a slow link. Starts small, grows with every answer, and is
 * halved when nodes that are known to answer fall silent (the additive increase and multiplicative
 * decrease of RFC 5681). The queries are spread over time by this: each answer permits the next one
 * or two.
 *
 * <p>Confined to the core's thread.
 */
final class QueryWindow {

  /**
   * Answers to so many fit the smallest default receive buffer many times over: what is lost while
   * so few are in flight is lost elsewhere, and asking less would only make a scan on a bad link
   * last longer than anybody waits for it. Hence also where shrinking ends. Our choice.
   */
  static final int INITIAL = 32;

  /** The smallest bound that can be asked for. Our choice. */
  static final int LEAST = 8;

  private final int most;
  private final int least;
  private double limit;
  private double slowStartUntil;
  private int inFlight;
  private Deadline nextCut = Deadline.ofNanos(Long.MIN_VALUE);

  QueryWindow(int most) {
    this.most = Math.max(LEAST, most);
    this.least = Math.min(INITIAL, this.most);
    this.limit = least;
    this.slowStartUntil = this.most;
  }

  boolean hasRoom() {
    return inFlight < (int) limit;
  }

  int inFlight() {
    return inFlight;
  }

  int limit() {
    return (int) limit;
  }

  void sent() {
    inFlight++;
  }

  /** One answer came in time. */
  void answered() {
    inFlight--;
    limit = Math.min(most, limit + (limit < slowStartUntil ? 1 : 1 / limit));
  }

  /** One is not waited for any more. */
  void released() {
    inFlight--;
  }

  /**
   * A node that is known to answer did not: something was lost. What is lost within one round trip
   * was lost for the same reason.
   */
  void lost(Duration roundTrip, Deadline now) {
    if (nextCut.hasPassed(now)) {
      limit = Math.max(least, limit / 2);
      slowStartUntil = limit;
      nextCut = now.plus(roundTrip);
    }
  }
}
