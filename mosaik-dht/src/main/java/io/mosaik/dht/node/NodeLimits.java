package io.mosaik.dht.node;

import io.mosaik.dht.guard.VisitorLimits;
import io.mosaik.dht.storage.StoreLimits;

/**
 * What bounds a node's memory and its work for others. What has a bound of its own beside these
 * says so where it lives.
 *
 * <p>Immutable.
 *
 * @param stores how much it keeps for others
 * @param visitors how much each of the others may ask
 * @param maxQueriesInFlight the most queries that wait for an answer at once, over all lookups
 * @param maxUnansweredQueries the most queries that are remembered, those included for which nobody
 *     waits any more
 */
public record NodeLimits(
    StoreLimits stores, VisitorLimits visitors, int maxQueriesInFlight, int maxUnansweredQueries) {

  /**
   * Answers to 128 queries fit the default receive buffer of Linux, and some more; 4096 unanswered
   * ones are what seconds of asking nothing but ghosts leave behind. Both are our choice.
   */
  public static final NodeLimits DEFAULTS =
      new NodeLimits(StoreLimits.DEFAULTS, VisitorLimits.DEFAULTS, 128, 4096);

  /** The same, with others for visitors. */
  public NodeLimits withVisitors(VisitorLimits others) {
    return new NodeLimits(stores, others, maxQueriesInFlight, maxUnansweredQueries);
  }

  NodeLimits withAtMostInFlight(int limit) {
    return new NodeLimits(
        stores, visitors, Math.min(maxQueriesInFlight, limit), maxUnansweredQueries);
  }
}
