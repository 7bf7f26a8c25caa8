package io.mosaik.dht.krpc;

import io.mosaik.dht.routing.NodeId;

/** A question to a node (BEP 5, "DHT queries"; BEP 44, "Messages"). */
public sealed interface Query extends KrpcMessage
    permits Ping, FindNode, GetPeers, AnnouncePeer, Get, PutImmutable, PutMutable {

  /** What the asking node calls itself. */
  NodeId sender();

  /** Whether the asking node answers nothing itself, so that no table should hold it (BEP 43). */
  boolean readOnly();

  /** Whether it asks to store something, for which it needs a token. */
  default boolean stores() {
    return false;
  }

  /** Calls the method of the handler that fits this query. */
  <R> R answerWith(QueryHandler<R> handler);

  @Override
  default <R> R handleWith(MessageHandler<R> handler) {
    return handler.query(this);
  }
}
