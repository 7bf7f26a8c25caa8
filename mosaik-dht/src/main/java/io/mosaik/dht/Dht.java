package io.mosaik.dht;

import com.google.common.base.Throwables;
import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.metrics.ReadinessCheck;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.net.MainlineNode;
import io.mosaik.dht.node.net.Merge;
import io.mosaik.internal.LibraryConflict;
import io.mosaik.internal.NettyVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A node of the Mainline DHT (BEP 5, 32, 42, 43 and 44), and the {@link DhtClient} over it. Where
 * the machine has IPv4 and IPv6, it takes part in both DHTs: it looks in both, and the newest that
 * either has counts; and it stores in both. One in which nobody answers is not waited for.
 *
 * <p>Thread-safe: every call is handed over to the node's event loop. Futures complete on the
 * executor of the configuration, never on an event loop; cancelling one gives the operation up.
 * They fail with {@link io.mosaik.api.spi.DhtException}.
 */
public final class Dht implements DhtClient, KeepRound.Store, MetricSource, ReadinessCheck {

  private static final int MAX_PORT = 65535;
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  private final MainlineNode node;
  private final Set<Keep> keeps = ConcurrentHashMap.newKeySet();

  Dht(MainlineNode node) {
    this.node = node;
  }

  MainlineNode node() {
    return node;
  }

  /**
   * Starts a node. It has a socket when this returns, and joins the network in the background;
   * operations may be started at once, they wait for the first contacts.
   *
   * @param config how the node behaves
   * @param ambient time and chance
   * @return the node
   * @throws UncheckedIOException if a socket cannot be bound, or the table file cannot be written
   *     or is none
   * @throws IllegalStateException if the application runs with a Netty older than 4.2
   */
  public static Dht start(DhtConfig config, Ambient ambient) {
    NettyVersion.requireSupported("mosaik-dht", Dht.class);
    try {
      return new Dht(MainlineNode.open(config.toSettings(), ambient).join());
    } catch (CompletionException failed) {
      throwIfLibraryConflict(failed);
      IOException cause =
          failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
      throw new UncheckedIOException(
          "cannot start the DHT node: " + cause.getMessage() + advice(cause), cause);
    }
  }

  /** Returns what an operator can do, where the message of the cause does not tell. */
  static String advice(IOException cause) {
    boolean outOfDescriptors = // the words of the C library for EMFILE and ENFILE
        Throwables.getCausalChain(cause).stream()
            .anyMatch(link -> String.valueOf(link.getMessage()).contains("Too many open files"));
    return outOfDescriptors
        ? "; out of file descriptors: raise the limit (ulimit -n) or start fewer nodes"
        : "";
  }

  static void throwIfLibraryConflict(CompletionException failed) {
    LibraryConflict.describe(failed)
        .ifPresent(
            conflict -> {
              throw new IllegalStateException(conflict, failed);
            });
  }

  /**
   * The moment at which the node has become part of the network.
   *
   * @return completes with the number of nodes in the table once the first lookup of the node's own
   *     id has been answered; at once if there is no bootstrap node. While no bootstrap node
   *     answers it stays incomplete, and the node goes on trying
   */
  public CompletableFuture<Integer> joined() {
    return node.joined();
  }

  /**
   * {@code mainline-dht}.
   *
   * @return the name of this client
   */
  @Override
  public String name() {
    return node.name();
  }

  @Override
  public CompletableFuture<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    return node.resolveMostRecent(key, early);
  }

  @Override
  public CompletableFuture<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    return node.publish(packet, expected);
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
    checkResolved(address);
    return node.ping(address, answer -> new Pong(DhtNode.of(answer.node()), answer.roundTrip()));
  }

  /**
   * Looks for the nodes nearest to a point (BEP 5, "find_node").
   *
   * @param target the point
   * @return completes with at most 20 nodes that answered, the closest first
   */
  public CompletableFuture<List<DhtNode>> findNode(DhtId target) {
    return node.submit(
        request -> new Command.FindNode(request, target.toNodeId()),
        Merge.closest(target.toNodeId()),
        found -> found.stream().map(DhtNode::of).toList());
  }

  /**
   * Looks for those who share a torrent (BEP 5, "get_peers").
   *
   * @param infoHash which torrent
   * @return completes with the addresses that were found, at most a few thousand
   */
  public CompletableFuture<Set<InetSocketAddress>> getPeers(DhtId infoHash) {
    return node.submit(
        request -> new Command.GetPeers(request, infoHash.toNodeId()),
        Merge.peers(),
        Function.identity());
  }

  /**
   * Says that we share a torrent (BEP 5, "announce_peer").
   *
   * @param infoHash which torrent
   * @param port where we listen; empty for the port of this node
   * @return completes when at least one node noted it
   */
  public CompletableFuture<PublishReceipt> announcePeer(DhtId infoHash, OptionalInt port) {
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > MAX_PORT)) {
      throw new IllegalArgumentException("a port is from 1 to 65535, not " + port.getAsInt());
    }
    return node.submit(
        request -> new Command.AnnouncePeer(request, infoHash.toNodeId(), port),
        Merge.receipts(),
        Function.identity());
  }

  /**
   * Reads an immutable value (BEP 44, "Immutable items"). Values that are no byte strings are
   * passed over.
   *
   * @param target where it is stored
   * @return completes with the value, as soon as it is found
   */
  public CompletableFuture<Optional<Bytes>> getImmutable(DhtId target) {
    return node.submit(
        request -> new Command.GetImmutable(request, target.toNodeId()),
        Merge.values(),
        found -> found.flatMap(BencodedValue::string));
  }

  /**
   * Stores an immutable value under {@link DhtId#ofImmutable(Bytes)}.
   *
   * @param value at most 1000 bytes
   * @return completes when at least one node stored it
   */
  public CompletableFuture<PublishReceipt> putImmutable(Bytes value) {
    if (value.size() > BencodedValue.MAX_SIZE) {
      throw new IllegalArgumentException("a value has at most 1000 bytes, not " + value.size());
    }
    return node.submit(
        request -> new Command.PutImmutable(request, BencodedValue.ofString(value)),
        Merge.receipts(),
        Function.identity());
  }

  /**
   * Reads the most recent item of a key and salt (BEP 44, "Mutable items"). Values that are no byte
   * strings, or larger than BEP 44 permits, are passed over.
   *
   * @param key who signed it
   * @param salt at most 64 bytes; empty for none
   * @return completes with the item that has the greatest sequence number
   * @throws IllegalArgumentException if the salt is too long
   */
  public CompletableFuture<Optional<SignedItem>> getMutable(PublicKey key, Bytes salt) {
    SignedItem.checkSalt(salt);
    return node.getMutable(key, salt, found -> found.flatMap(item -> SignedItem.of(key, item)));
  }

  /**
   * Stores an item under its key and salt.
   *
   * @param item what to store
   * @param cas the sequence number that must be stored already, for compare-and-swap; empty for any
   * @return completes when at least one node stored it
   */
  public CompletableFuture<PublishReceipt> putMutable(SignedItem item, OptionalLong cas) {
    return node.putMutable(item.toMutableItem(), cas);
  }

  /**
   * Keeps something in the DHT: stores it now, and again before the nodes forget it, until the
   * handle or this node is closed. The node never stores anything again by itself.
   *
   * @param what to keep
   * @return a handle, which tells how it goes
   */
  public Keep keep(Publication what) {
    return keep(what, what.defaultInterval());
  }

  /**
   * Keeps something in the DHT.
   *
   * @param what to keep
   * @param interval how often to store it, at most: from 0.1 s to a day
   * @return a handle, which tells how it goes
   */
  public Keep keep(Publication what, Duration interval) {
    Ranges.within(SHORTEST_INTERVAL, interval, LONGEST_INTERVAL, "the interval");
    Keep keep =
        new Keep(
            what,
            interval,
            this,
            node.ambient().monotonic(),
            node.ambient().random(),
            node::schedule,
            node.callbacks());
    keeps.add(keep);
    keep.ended().thenRun(() -> keeps.remove(keep));
    keep.start();
    return keep;
  }

  /**
   * Where the socket is bound: the one for IPv4 if there are two.
   *
   * @return a concrete port, but perhaps the wildcard address
   */
  public InetSocketAddress localAddress() {
    return node.localAddresses().get(0);
  }

  /**
   * Where the sockets are bound, one for each address family (BEP 32).
   *
   * @return one or two addresses, each of another family
   */
  public List<InetSocketAddress> localAddresses() {
    return node.localAddresses();
  }

  /**
   * Whether the node answers others at the moment: always, never, or as {@link DhtMode#ADAPTIVE}
   * found out.
   *
   * @return whether it does, in at least one of its DHTs
   */
  public boolean isServing() {
    return node.isServing();
  }

  /**
   * What this node calls itself at the moment (BEP 42: it follows the external address).
   *
   * @return the node id
   */
  public DhtId id() {
    return DhtId.of(node.id());
  }

  /**
   * True: an answer came through our own socket.
   *
   * @return true
   */
  @Override
  public boolean answersOverUdp() {
    return true;
  }

  @Override
  public Optional<InetAddress> externalAddress() {
    return node.externalAddress();
  }

  @Override
  public List<InetAddress> externalAddresses() {
    return node.externalAddresses();
  }

  @Override
  public List<InetAddress> entryPoints() {
    return node.entryPoints();
  }

  /**
   * What the node has done so far.
   *
   * @return a snapshot
   */
  public DhtStatistics statistics() {
    return DhtStatistics.of(node);
  }

  /**
   * Returns what {@link #statistics()} counts as metrics, whose names begin with {@code
   * mosaik_dht_}.
   */
  @Override
  public List<Metric> metrics() {
    return DhtMetrics.of(node);
  }

  /** A node that has not joined, or has lost all nodes that it knew, is not ready. */
  @Override
  public Optional<String> unreadyReason() {
    if (node.isClosed()) {
      return Optional.of("the node is closed");
    }
    if (!node.joined().isDone()) {
      return Optional.of("the node has not joined the DHT yet: no bootstrap node has answered");
    }
    if (node.expectsContacts() && node.counters().get(Counter.KNOWN_NODES) == 0) {
      return Optional.of("the routing table is empty: no node of the DHT answers");
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    keeps.forEach(Keep::close);
    node.close();
  }

  private static void checkResolved(InetSocketAddress address) {
    if (address.isUnresolved() || address.getPort() == 0) {
      throw new IllegalArgumentException("no address to send to: " + address);
    }
  }
}
