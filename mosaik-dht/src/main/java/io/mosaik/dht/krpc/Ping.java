package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;

/**
 * Asks whether a node is there (BEP 5, "ping").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 */
public record Ping(Bytes transaction, NodeId sender, boolean readOnly) implements Query {

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.ping(this);
  }
}
