package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.lookup.Ask;
import io.mosaik.dht.lookup.QuerySource;

/**
 * A query that left and was not answered yet.
 *
 * <p>Confined to the core's thread.
 */
final class PendingQuery {

  /** How long ago it left, compared with what is usual. */
  enum Phase {
    /** The answer may come any moment; counts in the window. */
    AWAITED,
    /** The answer should have come. */
    SLOW,
    /** The answer will hardly come. */
    HOPELESS,
    /** Answered, or forgotten. */
    DONE
  }

  private final int transaction;
  private final QuerySource source;
  private final Ask ask;
  private final Deadline sentAt;
  private Phase phase = Phase.AWAITED;

  PendingQuery(int transaction, QuerySource source, Ask ask, Deadline sentAt) {
    this.transaction = transaction;
    this.source = source;
    this.ask = ask;
    this.sentAt = sentAt;
  }

  int transaction() {
    return transaction;
  }

  QuerySource source() {
    return source;
  }

  Ask ask() {
    return ask;
  }

  Deadline sentAt() {
    return sentAt;
  }

  Phase phase() {
    return phase;
  }

  void become(Phase next) {
    phase = next;
  }
}
