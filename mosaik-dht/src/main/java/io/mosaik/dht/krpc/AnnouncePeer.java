package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;

/**
 * Says that the asking node shares a torrent (BEP 5, "announce_peer").
 *
 * @param transaction what the answer will echo
 * @param sender what the asking node calls itself
 * @param readOnly whether the asking node answers nothing itself
 * @param infoHash which torrent
 * @param port where the peer listens, 0 to 65535; without meaning if {@code impliedPort}
 * @param impliedPort whether the peer listens where this datagram came from
 * @param token what the asked node gave away with its answer to {@code get_peers}
 */
public record AnnouncePeer(
    Bytes transaction,
    NodeId sender,
    boolean readOnly,
    NodeId infoHash,
    int port,
    boolean impliedPort,
    Bytes token)
    implements Query {

  /** Checks the port. */
  public AnnouncePeer {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
    }
  }

  @Override
  public boolean stores() {
    return true;
  }

  @Override
  public <R> R answerWith(QueryHandler<R> handler) {
    return handler.announcePeer(this);
  }
}
