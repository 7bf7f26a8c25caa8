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
 */
public record GetPeers(Bytes transaction, NodeId sender, boolean readOnly, NodeId infoHash)
    implements Query {

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.getPeers(this);
  }
}
