package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import java.util.OptionalLong;

/**
 * Asks what is stored under a target (BEP 44, "get message").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 * @param target the SHA-1 of an immutable value, or of a public key and its salt
 * @param seq of a mutable item, ask for the value only if its sequence number is greater than this
 * @param want nodes of which families to tell of
 */
public record Get(
    Bytes transaction, NodeId sender, boolean readOnly, NodeId target, OptionalLong seq, Want want)
    implements Query {

  /** Asks for nodes of the family by which the query travels. */
  public Get(Bytes transaction, NodeId sender, boolean readOnly, NodeId target, OptionalLong seq) {
    this(transaction, sender, readOnly, target, seq, Want.OWN);
  }

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.get(this);
  }
}
