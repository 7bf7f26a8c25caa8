package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import java.util.OptionalLong;

/**
 * Asks to store a signed item under the hash of its key and salt (BEP 44, "Mutable items", "put
 * message").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 * @param target where to store; not in BEP 44, but mainline refuses a put without it. Whoever sends
 *     none means where the item belongs
 * @param token what the asked node gave away with its answer to {@code get}
 * @param item the item; whether it belongs under the target is left to whoever stores
 * @param cas the sequence number that the stored item must have, if one is stored at all
 */
public record PutMutable(
    Bytes transaction,
    NodeId sender,
    boolean readOnly,
    NodeId target,
    Bytes token,
    MutableItem item,
    OptionalLong cas)
    implements Query {

  @Override
  public boolean stores() {
    return true;
  }

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.putMutable(this);
  }
}
