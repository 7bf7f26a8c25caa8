package io.mosaik.dht.lookup;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.routing.NodeId;
import java.util.OptionalLong;

/** A query that still lacks what every query has. */
@FunctionalInterface
public interface QueryTemplate {

  /**
   * Completes the query.
   *
   * @param transaction what the answer will echo
   * @param sender our own id
   * @param readOnly whether we answer nothing (BEP 43)
   */
  Query complete(Bytes transaction, NodeId sender, boolean readOnly);

  /** Asks for whatever is stored under a target (BEP 44). */
  static QueryTemplate get(NodeId target) {
    return (transaction, sender, readOnly) ->
        new Get(transaction, sender, readOnly, target, OptionalLong.empty());
  }
}
