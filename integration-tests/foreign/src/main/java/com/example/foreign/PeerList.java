package com.example.foreign;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.spi.DiscoverySink;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers where each peer was last seen. Thread-safe by its map. */
public final class PeerList implements DiscoverySink {

  private static final Map<PeerId, PeerList> BY_NODE = new ConcurrentHashMap<>();

  private final Map<PeerId, PeerAddress> peers = new ConcurrentHashMap<>();

  private PeerList() {}

  /** The list of a node, the same for its provider and for the application. */
  public static PeerList of(PeerId node) {
    return BY_NODE.computeIfAbsent(node, id -> new PeerList());
  }

  @Override
  public void peerDiscovered(PeerAddress address) {
    peers.put(address.id(), address);
  }

  @Override
  public OptionalInt neighborCount() {
    return OptionalInt.of(peers.size());
  }

  /** Whom this node has found so far. */
  public List<PeerAddress> peers() {
    return List.copyOf(peers.values());
  }
}
