package com.example.foreign;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.spi.DiscoverySink;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers where each peer was last seen. Thread-safe by its maps. */
public final class PeerList implements DiscoverySink {

  private static final Map<PeerId, PeerList> BY_NODE = new ConcurrentHashMap<>();

  private final Map<PeerId, PeerAddress> peers = new ConcurrentHashMap<>();
  private final Map<PeerId, CompletableFuture<PeerAddress>> found = new ConcurrentHashMap<>();

  private PeerList() {}

  /** The list of a node, the same for its provider and for the application. */
  public static PeerList of(PeerId node) {
    return BY_NODE.computeIfAbsent(node, id -> new PeerList());
  }

  @Override
  public void peerDiscovered(PeerAddress address) {
    peers.put(address.id(), address);
    found(address.id()).complete(address);
  }

  @Override
  public void unverifiedPeerDiscovered(PeerAddress address) {
    // Nobody proved anything: whoever knows the network's name can write such a record.
  }

  @Override
  public OptionalInt neighborCount() {
    return OptionalInt.of(peers.size());
  }

  /** Whom this node has found so far. */
  public List<PeerAddress> peers() {
    return List.copyOf(peers.values());
  }

  /** Completes as soon as this node has found a peer. */
  public CompletableFuture<PeerAddress> found(PeerId peer) {
    return found.computeIfAbsent(peer, id -> new CompletableFuture<>());
  }
}
