package io.mosaik.dht.node.net;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.CallbackPool;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.DhtCore;
import io.mosaik.dht.node.Event;
import io.mosaik.dht.node.EventHandler;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node with a socket: hands what the application asks for over to the event loop of the core, and
 * what comes of it back to the application's threads.
 *
 * <p>Thread-safe: the core and the table of operations are only touched on the event loop.
 */
public final class MainlineNode implements DhtClient {

  private static final Logger LOG = LoggerFactory.getLogger(MainlineNode.class);

  /** The stable name of this client. */
  public static final String NAME = "mainline-dht";

  /** How many datagrams are read before those that they gave rise to are written. Our choice. */
  private static final int MESSAGES_PER_READ = 32;

  /** How many bytes may wait for the socket before what comes is dropped. Our choice. */
  private static final WriteBufferWaterMark MOST_UNSENT =
      new WriteBufferWaterMark(512 << 10, 1 << 20);

  /** What an answer may occupy in the kernel's buffer, its own accounting included. */
  private static final int BUFFER_BYTES_PER_ANSWER = 4096;

  /** The longest that all steps of {@link #close} together may take. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Channel channel;
  private final DhtCore core;
  private final DatagramPump pump;
  private final Counters counters = new Counters();
  private final BootstrapResolver resolver;
  private final Optional<EventLoops> ownLoops;
  private final CallbackPool callbacks;
  private final int receiveBufferBytes;
  private final MonotonicClock clock;
  private final AtomicLong requestIds = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Integer> joined = new CompletableFuture<>();
  private final Map<Long, Operation<?, ?>> operations = new HashMap<>();
  private volatile NodeId id;
  private volatile Optional<InetAddress> externalAddress = Optional.empty();

  /** To be called on the event loop of a bound channel. */
  private MainlineNode(
      NodeSettings settings,
      BootstrapResolver.NameService names,
      Channel channel,
      Optional<EventLoops> ownLoops,
      Ambient ambient) {
    this.channel = channel;
    this.clock = ambient.monotonic();
    this.ownLoops = ownLoops;
    this.receiveBufferBytes = channel.config().getOption(ChannelOption.SO_RCVBUF);
    this.resolver = new BootstrapResolver(settings.bootstrap(), names, counters);
    this.callbacks = new CallbackPool(settings.callbacks());
    NodeConfig config =
        settings.core().withAtMostInFlight(receiveBufferBytes / BUFFER_BYTES_PER_ANSWER);
    this.core = new DhtCore(config, ambient.random(), counters, ambient.monotonic().now());
    this.id = core.id();
    this.pump = new DatagramPump(core, clock, counters, new Events());
    channel.closeFuture().addListener(gone -> abandonAll());
  }

  /**
   * Opens a socket and starts a node on it.
   *
   * @param settings how it behaves
   * @param ambient time and chance
   * @return completes on an event loop once the socket is bound; fails with what Netty says
   */
  public static CompletableFuture<MainlineNode> open(NodeSettings settings, Ambient ambient) {
    return open(settings, ambient, InetAddress::getAllByName);
  }

  static CompletableFuture<MainlineNode> open(
      NodeSettings settings, Ambient ambient, BootstrapResolver.NameService names) {
    Optional<EventLoops> ownLoops =
        settings.loops().isPresent() ? Optional.empty() : Optional.of(new EventLoops(1));
    EventLoops loops = settings.loops().orElseGet(ownLoops::orElseThrow);
    CompletableFuture<MainlineNode> opened = new CompletableFuture<>();
    new Bootstrap()
        .group(loops.group())
        .channelFactory(() -> new NioDatagramChannel(SocketProtocolFamily.INET))
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes())
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(KrpcCodec.MAX_SIZE + 1)
                .maxMessagesPerRead(MESSAGES_PER_READ))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MOST_UNSENT)
        .handler(new ChannelInboundHandlerAdapter())
        .bind(settings.bindAddress())
        .addListener(
            (ChannelFuture bound) -> {
              if (!bound.isSuccess()) {
                ownLoops.ifPresent(EventLoops::close);
                opened.completeExceptionally(bound.cause());
                return;
              }
              try {
                loops.opened(bound.channel());
                MainlineNode node =
                    new MainlineNode(settings, names, bound.channel(), ownLoops, ambient);
                bound.channel().pipeline().addLast(node.pump);
                bound.channel().config().setAutoRead(true);
                opened.complete(node);
              } catch (RuntimeException notStarted) {
                bound.channel().close();
                ownLoops.ifPresent(EventLoops::close);
                opened.completeExceptionally(notStarted);
              }
            });
    return opened;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    return submit(request -> new Command.Resolve(request, key), early, Function.identity());
  }

  @Override
  public CompletableFuture<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    MutableItem item = MutableItem.of(packet);
    return submit(
        request -> new Command.PutMutable(request, item, casOf(expected)), Function.identity());
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
    return externalAddress;
  }

  /** What this node calls itself at the moment. */
  public NodeId id() {
    return id;
  }

  /** Where the socket is bound. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Completes with the number of known nodes when the node has found its place in the network. */
  public CompletableFuture<Integer> joined() {
    return joined.copy();
  }

  /**
   * Makes other nodes known to this one.
   *
   * @return completes on the event loop when the table holds them
   */
  public CompletableFuture<Void> introduce(List<NodeInfo> nodes) {
    return CompletableFuture.runAsync(
        () -> accept(new Command.Introduce(nodes)), channel.eventLoop());
  }

  /** How others reach this node. */
  public NodeInfo info() {
    return new NodeInfo(id, localAddress());
  }

  /** Counts what the node does. */
  public Counters counters() {
    return counters;
  }

  /** The receive buffer that the operating system granted, in bytes. */
  public int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  /** How many datagrams the kernel dropped because that buffer was full. Reads a file. */
  public OptionalLong kernelDrops() {
    return KernelDrops.of(localAddress());
  }

  /**
   * Starts a request.
   *
   * @param request makes it, given its id
   * @param view what the application gets for the core's result
   */
  public <R, T> CompletableFuture<T> submit(
      LongFunction<? extends Command.Request<R>> request, Function<R, T> view) {
    return submit(request, packet -> {}, view);
  }

  private <R, T> CompletableFuture<T> submit(
      LongFunction<? extends Command.Request<R>> request,
      Consumer<SignedPacket> early,
      Function<R, T> view) {
    Operation<R, T> operation =
        new Operation<>(request.apply(requestIds.incrementAndGet()), early, view, callbacks);
    operation.future().whenComplete((result, failure) -> onLoop(() -> giveUp(operation), () -> {}));
    onLoop(() -> begin(operation), () -> operation.failed(closedException(operation.request())));
    return operation.future();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    resolver.close();
    Deadline limit = clock.now().plus(CLOSE_LIMIT);
    onLoop(this::abandonAll, () -> {});
    ChannelFuture closing = channel.close();
    if (!channel.eventLoop().inEventLoop()) {
      closing.awaitUninterruptibly(until(limit).toNanos(), TimeUnit.NANOSECONDS);
    }
    ownLoops.ifPresent(loops -> loops.close(until(limit)));
    callbacks.close(until(limit));
  }

  /** Not negative. */
  private Duration until(Deadline limit) {
    Deadline now = clock.now();
    return limit.hasPassed(now) ? Duration.ZERO : now.until(limit);
  }

  private void begin(Operation<?, ?> operation) {
    if (closed.get() || !channel.isOpen() || context().isEmpty()) {
      operation.failed(closedException(operation.request()));
    } else if (!operation.future().isDone()) {
      operations.put(operation.request().id(), operation);
      accept(operation.request());
    }
  }

  /** Whoever asked no longer wants to know; nothing to do if that is because we told. */
  private void giveUp(Operation<?, ?> operation) {
    if (operations.remove(operation.request().id()) != null) {
      accept(new Command.Cancel(operation.request().id()));
    }
  }

  private void accept(Command command) {
    context().ifPresent(ctx -> pump.accept(ctx, command));
  }

  /** Empty once the channel is gone, for whatever reason. */
  private Optional<ChannelHandlerContext> context() {
    return Optional.ofNullable(channel.pipeline().context(pump));
  }

  private void abandonAll() {
    List<Operation<?, ?>> open = List.copyOf(operations.values());
    operations.clear();
    open.forEach(operation -> operation.failed(closedException(operation.request())));
    callbacks.execute(
        () -> joined.completeExceptionally(new DhtException(Reason.CLOSED, "the node is closed")));
  }

  private void onLoop(Runnable task, Runnable ifGone) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException gone) {
      ifGone.run();
    }
  }

  private static DhtException closedException(Command.Request<?> request) {
    return new DhtException(Reason.CLOSED, "the node is closed: " + request);
  }

  private static OptionalLong casOf(Expected expected) {
    if (expected instanceof Expected.At at) {
      return OptionalLong.of(at.timestamp().micros());
    }
    return expected instanceof Expected.Absent ? OptionalLong.of(0) : OptionalLong.empty();
  }

  /** An executor that refuses must not leave a future incomplete, nor complete it right here. */
  /** What the core tells. Called on the event loop. */
  private final class Events implements EventHandler {

    @Override
    public void improved(Event.Improved event) {
      Optional.ofNullable(operations.get(event.request().id()))
          .ifPresent(operation -> operation.improved(event.packet()));
    }

    @Override
    public <R> void completed(Event.Completed<R> event) {
      this.<R>remove(event.request()).ifPresent(operation -> operation.completed(event.result()));
    }

    @Override
    public void failed(Event.Failed event) {
      remove(event.request()).ifPresent(operation -> operation.failed(event.failure()));
    }

    @Override
    public void joined(Event.Joined event) {
      callbacks.execute(() -> joined.complete(event.knownNodes()));
    }

    @Override
    public void contactsWanted(Event.ContactsWanted event) {
      resolver.resolve(
          addresses -> onLoop(() -> accept(new Command.Contacts(addresses)), () -> {}));
    }

    @Override
    public void externalAddress(Event.ExternalAddress event) {
      externalAddress = Optional.of(event.address());
    }

    @Override
    public void renamed(Event.Renamed event) {
      id = event.id();
    }

    /** The operation of a request has the type of the request: it was made from it. */
    @SuppressWarnings("unchecked")
    private <R> Optional<Operation<R, ?>> remove(Command.Request<R> request) {
      return Optional.ofNullable((Operation<R, ?>) operations.remove(request.id()));
    }
  }
}
