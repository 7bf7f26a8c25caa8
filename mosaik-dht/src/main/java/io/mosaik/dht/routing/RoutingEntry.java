package io.mosaik.dht.routing;

import io.mosaik.api.time.Deadline;
import java.time.Duration;

/**
 * A node in the table, and how it has behaved (BEP 5, "Routing Table").
 *
 * <p>Confined to the table's thread.
 */
final class RoutingEntry {

  /** How long a node counts as good after it was heard. BEP 5: 15 minutes. */
  static final Duration GOOD_FOR = Duration.ofMinutes(15);

  /** How many queries in a row a bad node has left unanswered. BEP 5: "multiple". */
  static final int BAD_AFTER = 2;

  /** Queries that go unanswered together count as one: the network had a hiccup. Our choice. */
  static final Duration STRIKE_GAP = Duration.ofSeconds(1);

  private final NodeInfo node;
  private Deadline lastHeard;
  private Deadline lastStrike = Deadline.NEVER;
  private int unanswered;

  RoutingEntry(NodeInfo node, Deadline now) {
    this.node = node;
    this.lastHeard = now;
  }

  NodeInfo node() {
    return node;
  }

  Deadline lastHeard() {
    return lastHeard;
  }

  void answered(Deadline now) {
    lastHeard = now;
    unanswered = 0;
  }

  /** It asked us something: alive, though that does not make up for queries it left unanswered. */
  void asked(Deadline now) {
    lastHeard = now;
  }

  void silent(Deadline now) {
    boolean counted = unanswered > 0 && !lastStrike.plus(STRIKE_GAP).hasPassed(now);
    if (!counted) {
      unanswered++;
      lastStrike = now;
    }
  }

  boolean isBad() {
    return unanswered >= BAD_AFTER;
  }

  /** Every entry has answered once, or it would not be here. */
  boolean isGood(Deadline now) {
    return !isBad() && !goodUntil().hasPassed(now);
  }

  /** Until when it is good if nothing more is heard of it, unless it turns bad. */
  Deadline goodUntil() {
    return lastHeard.plus(GOOD_FOR);
  }

  boolean isSilentFor(Duration duration, Deadline now) {
    return lastHeard.plus(duration).hasPassed(now);
  }
}
