package io.mosaik.dht.storage;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.AnnouncePeer;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.routing.AddressScope;
import io.mosaik.dht.routing.NodeId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who shares which torrent, as they said themselves (BEP 5, "announce_peer").
 *
 * <p>Confined to one thread.
 */
public final class PeerStore {

  /** Ours: peers announce themselves every 5 to 30 minutes. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(30);

  /** The most peers in an answer, so that it fits into a datagram with 8 nodes beside them. */
  public static final int MAX_SAMPLE = 20;

  /**
   * Some people share a public address; but nobody shall crowd out the others. On private networks
   * everybody may have the same. Our choice.
   */
  static final int MAX_PORTS_PER_ADDRESS = 4;

  private final WriteTokens tokens;
  private final int maxPeers;
  private final Duration lifetime;
  private final Runnable crowdedOut;
  private final ExpiringLru<NodeId, ExpiringLru<InetSocketAddress, InetSocketAddress>> torrents;

  /**
   * Starts empty.
   *
   * @param tokens without one of which nothing is stored
   * @param limits how many are kept
   * @param lifetime how long a peer is kept that does not announce itself again
   * @param crowdedOut told each time when a peer, or a torrent with all its peers, gives way to
   *     another
   */
  public PeerStore(WriteTokens tokens, StoreLimits limits, Duration lifetime, Runnable crowdedOut) {
    this.tokens = tokens;
    this.maxPeers = limits.maxPeersPerTorrent();
    this.lifetime = lifetime;
    this.crowdedOut = crowdedOut;
    this.torrents = new ExpiringLru<>(limits.maxTorrents(), lifetime, crowdedOut);
  }

  /** Stores the peer, unless it has no token. */
  public StoreVerdict announce(AnnouncePeer query, InetSocketAddress from, Deadline now) {
    if (!tokens.holds(query.token(), from.getAddress(), now)) {
      return new StoreVerdict.Refused(ErrorCode.PROTOCOL, "bad token");
    }
    int port = query.impliedPort() ? from.getPort() : query.port();
    if (port == 0) {
      return new StoreVerdict.Refused(ErrorCode.PROTOCOL, "port is 0");
    }
    InetSocketAddress peer = new InetSocketAddress(from.getAddress(), port);
    ExpiringLru<InetSocketAddress, InetSocketAddress> peers =
        torrents
            .get(query.infoHash(), now)
            .orElseGet(() -> new ExpiringLru<>(maxPeers, lifetime, crowdedOut));
    makeRoom(peers, peer, now);
    peers.put(peer, peer, now);
    torrents.put(query.infoHash(), peers, now);
    return new StoreVerdict.Stored();
  }

  /** A host that has all its ports gives up the one announced longest ago. */
  private void makeRoom(
      ExpiringLru<InetSocketAddress, InetSocketAddress> peers,
      InetSocketAddress newcomer,
      Deadline now) {
    if (AddressScope.of(newcomer.getAddress()) != AddressScope.PUBLIC) {
      return;
    }
    List<InetSocketAddress> same =
        peers.keys(now).stream()
            .filter(peer -> peer.getAddress().equals(newcomer.getAddress()))
            .toList();
    if (same.size() >= MAX_PORTS_PER_ADDRESS && !same.contains(newcomer)) {
      peers.remove(same.get(0));
      crowdedOut.run();
    }
  }

  /** Some of the peers that share a torrent, at most {@value #MAX_SAMPLE}, drawn by lot. */
  public List<InetSocketAddress> sample(NodeId infoHash, RandomGenerator random, Deadline now) {
    Optional<List<InetSocketAddress>> alive =
        torrents.get(infoHash, now).map(peers -> peers.keys(now));
    if (alive.isEmpty()) {
      return List.of();
    }
    List<InetSocketAddress> peers = alive.get();
    int drawn = Math.min(MAX_SAMPLE, peers.size());
    for (int i = 0; i < drawn; i++) {
      int lot = random.nextInt(i, peers.size());
      InetSocketAddress winner = peers.set(lot, peers.get(i));
      peers.set(i, winner);
    }
    return List.copyOf(peers.subList(0, drawn));
  }
}
