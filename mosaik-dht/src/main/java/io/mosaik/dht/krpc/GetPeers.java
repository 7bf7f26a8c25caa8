package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;

/**
 * Asks who shares a torrent (BEP 5, "get_peers").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 * @param infoHash which torrent
 * @param want nodes of which families to tell of
 */
public record GetPeers(
    Bytes transaction, NodeId sender, boolean readOnly, NodeId infoHash, Want want)
    implements Query {

  /** Asks for nodes of the family by which the query travels. */
  public GetPeers(Bytes transaction, NodeId sender, boolean readOnly, NodeId infoHash) {
    this(transaction, sender, readOnly, infoHash, Want.OWN);
  }

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.getPeers(this);
  }
}
