package io.mosaik.dht.lookup;

import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.AddressScope;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Collects the peers of a torrent, at most {@value #MAX_PEERS}.
 *
 * <p>Confined to its lookup's thread.
 */
public final class FoundPeers extends BodyVisitor implements ValueCollector {

  /** More than anybody needs. Our choice. */
  public static final int MAX_PEERS = 2000;

  private final Set<InetSocketAddress> peers = new LinkedHashSet<>();

  /** The peers found so far, the first ones first. */
  public Set<InetSocketAddress> peers() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(peers));
  }

  @Override
  public Finding offer(ResponseBody body) {
    return body.readWith(this);
  }

  @Override
  public Finding peers(ResponseBody.Peers body) {
    for (InetSocketAddress peer : body.peers()) {
      boolean usable = AddressScope.of(peer.getAddress()) != AddressScope.UNUSABLE;
      if (usable && peers.size() < MAX_PEERS) {
        peers.add(peer);
      }
    }
    return Finding.VALUE;
  }
}
