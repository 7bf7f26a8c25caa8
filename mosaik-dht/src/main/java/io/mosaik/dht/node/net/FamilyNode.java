package io.mosaik.dht.node.net;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.DhtCore;
import io.mosaik.dht.node.Event;
import io.mosaik.dht.node.EventHandler;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The part of a node that speaks one address family: a socket, a core, and the requests that the
 * core is busy with.
 *
 * <p>Confined to the channel's event loop, but for what tells of addresses and ids, which is
 * thread-safe.
 */
final class FamilyNode {

  /** Hears what becomes of a request. Called on the event loop. */
  interface Listener<R> {
    void improved(SignedPacket packet);

    void completed(R result);

    void failed(DhtException failure);

    /** The socket is closed. */
    void gone();
  }

  /** Hears what concerns the node as a whole. Called on the event loop. */
  interface Owner {
    void joined(int knownNodes);

    void contactsWanted(FamilyNode node);

    void tableTidied();

    void nodesOfOtherFamily(FamilyNode node, List<NodeInfo> nodes);
  }

  /** What an answer may occupy in the kernel's buffer, its own accounting included. */
  private static final int BUFFER_BYTES_PER_ANSWER = 4096;

  private final Channel channel;
  private final AddressFamily family;
  private final DhtCore core;
  private final DatagramPump pump;
  private final Owner owner;
  private final int receiveBufferBytes;
  private final Map<Long, Listener<?>> listeners = new HashMap<>();
  private volatile NodeId id;
  private volatile Optional<InetAddress> externalAddress = Optional.empty();
  private volatile boolean serving;

  /** To be called on the event loop of a bound channel. */
  FamilyNode(Channel channel, NodeConfig config, Ambient ambient, Counters counters, Owner owner) {
    this.channel = channel;
    this.owner = owner;
    this.family = AddressFamily.of(localAddress().getAddress());
    this.receiveBufferBytes = channel.config().getOption(ChannelOption.SO_RCVBUF);
    NodeConfig own =
        config.withFamily(family).withAtMostInFlight(receiveBufferBytes / BUFFER_BYTES_PER_ANSWER);
    this.core = new DhtCore(own, ambient.random(), counters, ambient.monotonic().now());
    this.id = core.id();
    this.pump = new DatagramPump(core, ambient.monotonic(), counters, new Events());
    channel.closeFuture().addListener(gone -> abandonAll());
  }

  /** Introduces the nodes of both families to each other. Before they start. */
  static void pair(FamilyNode a, FamilyNode b) {
    a.core.accompany(b.core);
    b.core.accompany(a.core);
  }

  /** Begins to read. */
  void start() {
    channel.pipeline().addLast(pump);
    channel.config().setAutoRead(true);
  }

  AddressFamily family() {
    return family;
  }

  NodeId id() {
    return id;
  }

  /** Where the socket is bound. */
  InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  Optional<InetAddress> externalAddress() {
    return externalAddress;
  }

  /** Whether queries of others are answered at the moment. */
  boolean isServing() {
    return serving;
  }

  /** The receive buffer that the operating system granted, in bytes. */
  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  /** How many datagrams the kernel dropped because that buffer was full. Reads a file. */
  OptionalLong kernelDrops() {
    return KernelDrops.of(localAddress());
  }

  /** Whether somebody answers here. */
  boolean isConnected() {
    return core.isConnected();
  }

  /** The nodes that are not known to be gone. */
  List<NodeInfo> knownNodes() {
    return core.knownNodes();
  }

  /** Starts a request, unless the channel is gone. */
  <R> void begin(Command.Request<R> request, Listener<R> listener) {
    if (!channel.isOpen() || context().isEmpty()) {
      listener.gone();
      return;
    }
    listeners.put(request.id(), listener);
    accept(request);
  }

  /** Gives a request up. */
  void giveUp(Command.Request<?> request) {
    if (listeners.remove(request.id()) != null) {
      accept(new Command.Cancel(request.id()));
    }
  }

  void accept(Command command) {
    context().ifPresent(ctx -> pump.accept(ctx, command));
  }

  void abandonAll() {
    List<Listener<?>> open = List.copyOf(listeners.values());
    listeners.clear();
    open.forEach(Listener::gone);
  }

  /** Empty once the channel is gone, for whatever reason. */
  private Optional<ChannelHandlerContext> context() {
    return Optional.ofNullable(channel.pipeline().context(pump));
  }

  /** What the core tells. */
  private final class Events implements EventHandler {

    @Override
    public void improved(Event.Improved event) {
      Optional.ofNullable(listeners.get(event.request().id()))
          .ifPresent(listener -> listener.improved(event.packet()));
    }

    @Override
    public <R> void completed(Event.Completed<R> event) {
      this.<R>remove(event.request()).ifPresent(listener -> listener.completed(event.result()));
    }

    @Override
    public void failed(Event.Failed event) {
      remove(event.request()).ifPresent(listener -> listener.failed(event.failure()));
    }

    @Override
    public void joined(Event.Joined event) {
      owner.joined(event.knownNodes());
    }

    @Override
    public void contactsWanted(Event.ContactsWanted event) {
      owner.contactsWanted(FamilyNode.this);
    }

    @Override
    public void tableTidied(Event.TableTidied event) {
      owner.tableTidied();
    }

    @Override
    public void externalAddress(Event.ExternalAddress event) {
      externalAddress = Optional.of(event.address());
    }

    @Override
    public void renamed(Event.Renamed event) {
      id = event.id();
    }

    @Override
    public void servingChanged(Event.ServingChanged event) {
      serving = event.serving();
    }

    @Override
    public void nodesOfOtherFamily(Event.NodesOfOtherFamily event) {
      owner.nodesOfOtherFamily(FamilyNode.this, event.nodes());
    }

    /** The listener to a request has the type of the request: it came with it. */
    @SuppressWarnings("unchecked")
    private <R> Optional<Listener<R>> remove(Command.Request<R> request) {
      return Optional.ofNullable((Listener<R>) listeners.remove(request.id()));
    }
  }
}
