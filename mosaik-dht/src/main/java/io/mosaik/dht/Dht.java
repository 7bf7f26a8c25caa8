package io.mosaik.dht;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A node of the Mainline DHT (BEP 5, 42, 43 and 44), and the {@link DhtClient} over it.
 *
 * <p>Thread-safe: every call is handed over to the node's event loop. Futures complete on the
 * executor of the configuration, never on an event loop; cancelling one gives the operation up.
 * They fail with {@link io.mosaik.api.spi.DhtException}.
 */
public final class Dht implements DhtClient {

  private Dht() {}

  /**
   * Starts a node. It has a socket when this returns, and joins the network in the background;
   * operations may be started at once, they wait for the first contacts.
   *
   * @param config how the node behaves
   * @param ambient time and chance
   * @return the node
   * @throws UncheckedIOException if the socket cannot be bound
   */
  public static Dht start(DhtConfig config, Ambient ambient) {
    throw new UnsupportedOperationException("under construction: " + config + ambient);
  }

  /**
   * The moment at which the node has become part of the network.
   *
   * @return completes with the number of nodes in the table once the first lookup of the node's own
   *     id has been answered; at once if there is no bootstrap node. While no bootstrap node
   *     answers it stays incomplete, and the node goes on trying
   */
  public CompletableFuture<Integer> joined() {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * {@code mainline-dht}.
   *
   * @return the name of this client
   */
  @Override
  public String name() {
    return "mainline-dht";
  }

  @Override
  public CompletableFuture<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    throw new UnsupportedOperationException("under construction");
  }

  @Override
  public CompletableFuture<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * True: whoever stores for us compares, if it follows BEP 44.
   *
   * @return true
   */
  @Override
  public boolean supportsCompareAndSwap() {
    return true;
  }

  /**
   * Asks a node whether it is there (BEP 5, "ping").
   *
   * @param address of the node, resolved
   * @return completes with the answer; fails as timed out
   */
  public CompletableFuture<Pong> ping(InetSocketAddress address) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Looks for the nodes nearest to a point (BEP 5, "find_node").
   *
   * @param target the point
   * @return completes with at most 20 nodes that answered, the closest first
   */
  public CompletableFuture<List<DhtNode>> findNode(DhtId target) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Looks for those who share a torrent (BEP 5, "get_peers").
   *
   * @param infoHash which torrent
   * @return completes with the addresses that were found, at most a few thousand
   */
  public CompletableFuture<Set<InetSocketAddress>> getPeers(DhtId infoHash) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Says that we share a torrent (BEP 5, "announce_peer").
   *
   * @param infoHash which torrent
   * @param port where we listen; empty for the port of this node
   * @return completes when at least one node noted it
   */
  public CompletableFuture<PublishReceipt> announcePeer(DhtId infoHash, OptionalInt port) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Reads an immutable value (BEP 44, "Immutable items"). Values that are no byte strings are
   * passed over.
   *
   * @param target where it is stored
   * @return completes with the value, as soon as it is found
   */
  public CompletableFuture<Optional<Bytes>> getImmutable(DhtId target) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Stores an immutable value under {@link DhtId#ofImmutable(Bytes)}.
   *
   * @param value at most 1000 bytes
   * @return completes when at least one node stored it
   */
  public CompletableFuture<PublishReceipt> putImmutable(Bytes value) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Reads the most recent item of a key and salt (BEP 44, "Mutable items").
   *
   * @param key who signed it
   * @param salt at most 64 bytes; empty for none
   * @return completes with the item that has the greatest sequence number
   */
  public CompletableFuture<Optional<SignedItem>> getMutable(PublicKey key, Bytes salt) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Stores an item under its key and salt.
   *
   * @param item what to store
   * @param cas the sequence number that must be stored already, for compare-and-swap; empty for any
   * @return completes when at least one node stored it
   */
  public CompletableFuture<PublishReceipt> putMutable(SignedItem item, OptionalLong cas) {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Where the socket is bound.
   *
   * @return a concrete port, but perhaps the wildcard address
   */
  public InetSocketAddress localAddress() {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * What this node calls itself at the moment (BEP 42: it follows the external address).
   *
   * @return the node id
   */
  public DhtId id() {
    throw new UnsupportedOperationException("under construction");
  }

  @Override
  public Optional<InetAddress> externalAddress() {
    return Optional.empty();
  }

  /**
   * What the node has done so far.
   *
   * @return a snapshot
   */
  public DhtStatistics statistics() {
    throw new UnsupportedOperationException("under construction");
  }

  @Override
  public void close() {}
}
