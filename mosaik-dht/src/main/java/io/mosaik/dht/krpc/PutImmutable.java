package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;

/**
 * Asks to store a value under its own hash (BEP 44, "Immutable items", "put message").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 * @param target where to store; not in BEP 44, but mainline refuses a put without it. Whoever sends
 *     none means where the value belongs
 * @param token what the asked node gave away with its answer to {@code get}
 * @param value the value; whether its hash is the target is left to whoever stores
 */
public record PutImmutable(
    Bytes transaction,
    NodeId sender,
    boolean readOnly,
    NodeId target,
    Bytes token,
    BencodedValue value)
    implements Query {

  @Override
  public boolean stores() {
    return true;
  }

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.putImmutable(this);
  }
}
