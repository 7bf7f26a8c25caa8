package io.mosaik.dht.node.net;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.CallbackPool;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.lookup.SinglePing;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * A node with a socket in each DHT, that of IPv4 and that of IPv6, or in one of them: hands what
 * the application asks for over to the event loop, and what comes of it back to the application's
 * threads.
 *
 * <p>Thread-safe: both cores and what is under way are only touched on one event loop.
 */
public final class MainlineNode implements DhtClient {

  /** The stable name of this client. */
  public static final String NAME = "mainline-dht";

  /** The longest that all steps of {@link #close} together may take. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final List<Channel> channels;
  private final List<FamilyNode> families;
  private final Counters counters;
  private final boolean expectsContacts;
  private final Optional<EventLoops> ownLoops;
  private final CallbackPool callbacks;
  private final MonotonicClock clock;
  private final Ambient ambient;
  private final Swaps swaps = new Swaps();
  private final AtomicLong requestIds = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Entrance entrance;

  /** To be called on the event loop of the bound channels. */
  private MainlineNode(
      NodeConfig config,
      List<Channel> channels,
      Optional<EventLoops> ownLoops,
      CallbackPool callbacks,
      Entrance entrance,
      Counters counters,
      Ambient ambient) {
    this.channels = List.copyOf(channels);
    this.loop = channels.get(0).eventLoop();
    this.clock = ambient.monotonic();
    this.ambient = ambient;
    this.ownLoops = ownLoops;
    this.callbacks = callbacks;
    this.entrance = entrance;
    this.counters = counters;
    this.expectsContacts = config.expectsContacts();
    this.families =
        channels.stream()
            .map(channel -> new FamilyNode(channel, config, ambient, counters, entrance))
            .toList();
    if (families.size() == 2) {
      FamilyNode.pair(families.get(0), families.get(1));
    }
    entrance.begin(families);
    channels.forEach(channel -> channel.closeFuture().addListener(gone -> entrance.abandon()));
  }

  /**
   * Opens sockets and starts a node on them.
   *
   * @param settings how it behaves
   * @param ambient time and chance
   * @return completes on an event loop once the sockets are bound; fails with what Netty says
   */
  public static CompletableFuture<MainlineNode> open(NodeSettings settings, Ambient ambient) {
    return open(settings, ambient, InetAddress::getAllByName);
  }

  static CompletableFuture<MainlineNode> open(
      NodeSettings settings, Ambient ambient, BootstrapResolver.NameService names) {
    if (settings.tableFile().isPresent()) {
      try {
        TableFile.check(settings.tableFile().get());
      } catch (IOException unusable) {
        return CompletableFuture.failedFuture(unusable);
      }
    }
    Optional<EventLoops> ownLoops =
        settings.loops().isPresent() ? Optional.empty() : Optional.of(new EventLoops(1));
    EventLoops loops = settings.loops().orElseGet(ownLoops::orElseThrow);
    EventLoop loop = loops.group().next();
    Counters counters = new Counters();
    CallbackPool callbacks = new CallbackPool(settings.callbacks());
    Entrance entrance =
        new Entrance(
            new BootstrapResolver(settings.bootstrap(), names, counters),
            settings.tableFile().map(at -> new TableFile(at, ambient.wallClock(), counters)),
            ambient.random(),
            loop,
            callbacks);
    NodeConfig config = entrance.isKnown() ? settings.core().withContacts() : settings.core();
    return UdpSockets.open(loop, settings.bindAddresses(), settings.receiveBufferBytes())
        .thenApplyAsync(
            channels -> {
              try {
                channels.forEach(loops::opened);
                MainlineNode node =
                    new MainlineNode(
                        config, channels, ownLoops, callbacks, entrance, counters, ambient);
                node.families.forEach(FamilyNode::start);
                return node;
              } catch (RuntimeException notStarted) {
                channels.forEach(Channel::close);
                throw notStarted;
              }
            },
            loop)
        .whenComplete(
            (node, failure) -> {
              if (failure != null) {
                ownLoops.ifPresent(EventLoops::close);
              }
            });
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    NodeId target = MutableItem.target(key, Bytes.EMPTY);
    Operation<Resolution, Resolution> operation =
        new Operation<>(
            "resolving " + key, Merge.resolutions(), Function.identity(), early, callbacks);
    return submit(
        operation,
        node -> new Command.Resolve(nextId(), key),
        (node, said) -> swaps.saw(target, node.family(), Swaps.seqOf(said)));
  }

  @Override
  public CompletableFuture<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    return putMutable(MutableItem.of(packet), Swaps.casOf(expected));
  }

  /** Finds the most recent item of a key and salt. */
  public <T> CompletableFuture<T> getMutable(
      PublicKey key, Bytes salt, Function<Optional<MutableItem>, T> view) {
    NodeId target = MutableItem.target(key, salt);
    return submit(
        new Operation<>("reading under " + target, Merge.items(), view, packet -> {}, callbacks),
        node -> new Command.GetMutable(nextId(), key, salt),
        (node, found) ->
            swaps.saw(
                target,
                node.family(),
                found.map(item -> OptionalLong.of(item.seq())).orElse(OptionalLong.empty())));
  }

  /** Stores an item in both DHTs. */
  public CompletableFuture<PublishReceipt> putMutable(MutableItem item, OptionalLong cas) {
    NodeId target = item.target();
    return submit(
        new Operation<>(
            "storing under " + target,
            Merge.receipts(),
            Function.identity(),
            packet -> {},
            callbacks),
        node ->
            new Command.PutMutable(nextId(), item, swaps.expectedIn(node.family(), target, cas)),
        (node, receipt) -> {});
  }

  /**
   * Starts a request in both DHTs.
   *
   * @param request makes it, given its id
   * @param merge what becomes of both results
   * @param view what the application gets for that
   */
  public <R, T> CompletableFuture<T> submit(
      LongFunction<? extends Command.Request<R>> request, Merge<R> merge, Function<R, T> view) {
    return submit(
        new Operation<>("asking the DHT", merge, view, packet -> {}, callbacks),
        node -> request.apply(nextId()),
        (node, said) -> {});
  }

  /** Asks the node at an address whether it is there. */
  public <T> CompletableFuture<T> ping(
      InetSocketAddress address, Function<SinglePing.Answer, T> view) {
    Predicate<FamilyNode> sameFamily = node -> node.family().contains(address.getAddress());
    Operation<SinglePing.Answer, T> operation =
        new Operation<>("pinging " + address, Merge.first(), view, packet -> {}, callbacks);
    if (families.stream().noneMatch(sameFamily)) {
      operation.impossible("no socket for " + AddressFamily.of(address.getAddress()));
      return operation.future();
    }
    return submit(
        operation,
        families.stream().filter(sameFamily).toList(),
        node -> new Command.Ping(nextId(), address),
        (node, answer) -> {});
  }

  @Override
  public boolean supportsCompareAndSwap() {
    return true;
  }

  @Override
  public boolean answersOverUdp() {
    return true;
  }

  @Override
  public Optional<InetAddress> externalAddress() {
    return externalAddresses().stream().findFirst();
  }

  @Override
  public List<InetAddress> externalAddresses() {
    return families.stream().flatMap(node -> node.externalAddress().stream()).toList();
  }

  /**
   * Returns the addresses of the bootstrap nodes, if none of them has to be resolved first. A node
   * that is bound to loopback addresses only can enter nowhere else.
   */
  @Override
  public List<InetAddress> entryPoints() {
    List<InetAddress> bound = localAddresses().stream().map(InetSocketAddress::getAddress).toList();
    return bound.stream().allMatch(InetAddress::isLoopbackAddress) ? bound : entrance.entryPoints();
  }

  /** What this node calls itself at the moment, in the first of its DHTs. */
  public NodeId id() {
    return families.get(0).id();
  }

  /** Where the sockets are bound, one for each DHT. */
  public List<InetSocketAddress> localAddresses() {
    return families.stream().map(FamilyNode::localAddress).toList();
  }

  /** Whether queries of others are answered at the moment, in any DHT. */
  public boolean isServing() {
    return families.stream().anyMatch(FamilyNode::isServing);
  }

  /** Completes with the number of known nodes when the node has found its place in a DHT. */
  public CompletableFuture<Integer> joined() {
    return entrance.joinedFuture();
  }

  /**
   * Makes other nodes known to this one.
   *
   * @return completes on the event loop when the table holds them
   */
  public CompletableFuture<Void> introduce(List<NodeInfo> nodes) {
    return CompletableFuture.runAsync(
        () -> families.forEach(node -> node.accept(new Command.Introduce(nodes))), loop);
  }

  /** How others reach this node, in the first of its DHTs. */
  public NodeInfo info() {
    return new NodeInfo(id(), localAddresses().get(0));
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return closed.get();
  }

  /** Whether there ought to be other nodes: false for the first node of a private DHT. */
  public boolean expectsContacts() {
    return expectsContacts;
  }

  /** Counts what the node does, in both DHTs together. */
  public Counters counters() {
    return counters;
  }

  /** The receive buffer that the operating system granted to each socket, in bytes. */
  public int receiveBufferBytes() {
    return families.get(0).receiveBufferBytes();
  }

  /** How many datagrams the kernel dropped because those buffers were full. Reads files. */
  public OptionalLong kernelDrops() {
    long[] known =
        families.stream()
            .map(FamilyNode::kernelDrops)
            .flatMapToLong(OptionalLong::stream)
            .toArray();
    return known.length == 0 ? OptionalLong.empty() : OptionalLong.of(Arrays.stream(known).sum());
  }

  /** Where futures complete. */
  public Executor callbacks() {
    return callbacks;
  }

  /** Time and chance. */
  public Ambient ambient() {
    return ambient;
  }

  /** Runs a task on the event loop some time later; rejects it if there is none any more. */
  public Future<?> schedule(Duration delay, Runnable task) {
    return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Deadline limit = clock.now().plus(CLOSE_LIMIT);
    if (loop.inEventLoop()) {
      leave();
    } else {
      onLoop(this::leave, () -> {});
    }
    entrance.abandon();
    channels.forEach(Channel::close);
    if (!loop.inEventLoop()) {
      channels.forEach(
          channel ->
              channel
                  .closeFuture()
                  .awaitUninterruptibly(until(limit).toNanos(), TimeUnit.NANOSECONDS));
    }
    entrance.close(until(limit));
    ownLoops.ifPresent(loops -> loops.close(until(limit)));
    callbacks.close(until(limit));
  }

  private void leave() {
    families.forEach(FamilyNode::abandonAll);
    entrance.save();
  }

  private <R, T> CompletableFuture<T> submit(
      Operation<R, T> operation,
      Function<FamilyNode, Command.Request<R>> requests,
      BiConsumer<FamilyNode, R> heard) {
    return submit(operation, families, requests, heard);
  }

  private <R, T> CompletableFuture<T> submit(
      Operation<R, T> operation,
      List<FamilyNode> nodes,
      Function<FamilyNode, Command.Request<R>> requests,
      BiConsumer<FamilyNode, R> heard) {
    LookupEvent event = LookupEvent.start();
    operation
        .future()
        .whenComplete(
            (result, failure) -> {
              event.finish(operation.name(), result, failure);
              onLoop(operation::giveUp, () -> {});
            });
    onLoop(
        () -> {
          if (closed.get()) {
            operation.closed();
          } else {
            operation.begin(nodes, requests, heard);
          }
        },
        operation::closed);
    return operation.future();
  }

  private long nextId() {
    return requestIds.incrementAndGet();
  }

  /** Not negative. */
  private Duration until(Deadline limit) {
    Deadline now = clock.now();
    return limit.hasPassed(now) ? Duration.ZERO : now.until(limit);
  }

  private void onLoop(Runnable task, Runnable ifGone) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException gone) {
      ifGone.run();
    }
  }
}
