package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;

/**
 * Asks for the nodes nearest to a point (BEP 5, "find_node").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 * @param target the point
 * @param want nodes of which families to tell of
 */
public record FindNode(Bytes transaction, NodeId sender, boolean readOnly, NodeId target, Want want)
    implements Query {

  /** Asks for nodes of the family by which the query travels. */
  public FindNode(Bytes transaction, NodeId sender, boolean readOnly, NodeId target) {
    this(transaction, sender, readOnly, target, Want.OWN);
  }

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.findNode(this);
  }
}
