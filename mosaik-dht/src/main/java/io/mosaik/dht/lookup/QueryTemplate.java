package io.mosaik.dht.lookup;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.routing.NodeId;

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
}
