package io.mosaik.transport.quic.net;

import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.endpoint.EndpointEvent;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves datagrams between sockets and an endpoint's core and wakes the core in time; decides
 * nothing. Thread-safe by running everything on one event loop.
 *
 * <p>ECN (RFC 9000, section 13.4) is not offered: Java's datagram channels do not tell with which
 * mark a packet came. So we report no counts, and mark nothing that we send, since peers would
 * validate a path by what they report of us while we report nothing of them; the counts that a peer
 * reports all the same are ignored.
 */
public final class EndpointLoop implements LoopExecutor {

  private static final Logger LOGGER = LoggerFactory.getLogger(EndpointLoop.class);

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final EndpointCore core;
  private final MonotonicClock clock;
  private final BiConsumer<EndpointEvent, Deadline> listener;
  private final EndpointSockets sockets;
  private final Deque<Runnable> soon = new ArrayDeque<>();
  private Optional<ScheduledFuture<?>> timer = Optional.empty();
  private Deadline timerAt = Deadline.NEVER;
  private boolean draining;

  private EndpointLoop(
      EndpointCore core, MonotonicClock clock, BiConsumer<EndpointEvent, Deadline> listener) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("mosaik-quic", true), NioIoHandler.newFactory());
    this.loop = group.next();
    this.core = core;
    this.clock = clock;
    this.listener = listener;
    this.sockets = new EndpointSockets(loop, Inbound::new);
  }

  /**
   * Binds sockets and starts.
   *
   * @param binds where: at most one address of each family, the second with port 0 shares the port
   *     of the first; empty for any address of both
   * @param core is from now on touched on the event loop only
   * @param listener hears of events on the event loop
   * @return completes on the event loop, exceptionally if a socket cannot be bound
   */
  public static CompletionStage<EndpointLoop> start(
      List<InetSocketAddress> binds,
      EndpointCore core,
      MonotonicClock clock,
      BiConsumer<EndpointEvent, Deadline> listener) {
    EndpointLoop loop = new EndpointLoop(core, clock, listener);
    return loop.sockets
        .bind(binds)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                loop.stop();
              }
            })
        .thenApply(done -> loop);
  }

  /** Where the sockets are bound, wildcards included; the first decides the port. */
  public List<InetSocketAddress> localAddresses() {
    return sockets.localAddresses();
  }

  @Override
  public boolean execute(Consumer<Deadline> action) {
    if (!loop.inEventLoop()) {
      return submit(action);
    }
    action.accept(clock.now());
    return draining || submit(now -> {});
  }

  @Override
  public void soon(Runnable action) {
    if (!loop.inEventLoop()) {
      loop.execute(
          () -> {
            action.run();
            drain();
          });
      return;
    }
    soon.addLast(action);
    if (!draining) {
      submit(now -> {});
    }
  }

  /** The same, but never at once: what is being done now is finished first. */
  private boolean submit(Consumer<Deadline> action) {
    try {
      loop.execute(
          () -> {
            action.accept(clock.now());
            drain();
          });
      return true;
    } catch (RejectedExecutionException stopped) {
      return false;
    }
  }

  @Override
  public Runnable schedule(Consumer<Deadline> action, long delayNanos) {
    ScheduledFuture<?> call =
        loop.schedule(
            () -> {
              action.accept(clock.now());
              drain();
            },
            delayNanos,
            TimeUnit.NANOSECONDS);
    return () -> call.cancel(false);
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    try {
      ScheduledFuture<?> call =
          loop.schedule(() -> soon(action), LoopExecutor.nanosOf(delay), TimeUnit.NANOSECONDS);
      return () -> call.cancel(false);
    } catch (RejectedExecutionException stopped) {
      return () -> {};
    }
  }

  /**
   * Closes the sockets and ends the thread.
   *
   * @return completes when both are gone
   */
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> stopped.complete(null));
    return stopped;
  }

  /** Events first, since they lead to more datagrams; then all datagrams in one flush. */
  private void drain() {
    if (draining) {
      return; // called from an event's listener: the outer call goes on
    }
    draining = true;
    try {
      do {
        while (drainEvents() | runSoon()) {
          continue;
        }
      } while (drainDatagrams());
      sockets.flush();
    } finally {
      draining = false;
    }
    armTimer();
  }

  /** Only those that are there now: what they cause comes first. */
  private boolean runSoon() {
    int count = soon.size();
    for (int i = 0; i < count; i++) {
      soon.removeFirst().run();
    }
    return count > 0;
  }

  private boolean drainEvents() {
    boolean any = false;
    Deadline now = clock.now();
    for (Optional<EndpointEvent> next = core.pollEvent(now);
        next.isPresent();
        next = core.pollEvent(now)) {
      any = true;
      listener.accept(next.get(), now);
    }
    return any;
  }

  private boolean drainDatagrams() {
    boolean any = false;
    Deadline now = clock.now();
    for (Optional<Datagram> next = core.pollTransmit(now);
        next.isPresent();
        next = core.pollTransmit(now)) {
      any = true;
      write(next.get());
    }
    return any;
  }

  private void write(Datagram datagram) {
    InetSocketAddress remote = datagram.remote();
    sockets
        .leadingTo(remote)
        .write(
            new DatagramPacket(
                Unpooled.wrappedBuffer(datagram.bytes(), 0, datagram.size()), remote))
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                onUnsendable(remote, done.cause());
              }
            });
  }

  /** Later, because this may be within the flush of what the core wanted sent. */
  private void onUnsendable(InetSocketAddress remote, Throwable cause) {
    String why = "cannot send to " + remote + ": " + cause;
    LOGGER.debug(why);
    submit(now -> core.onUnsendable(remote, why, now));
  }

  private void armTimer() {
    Deadline next = core.nextDeadline();
    if (!next.isBefore(timerAt)) {
      return; // waking up too early is harmless
    }
    timer.ifPresent(armed -> armed.cancel(false));
    timer = Optional.empty();
    timerAt = next;
    if (!next.equals(Deadline.NEVER) && !loop.isShuttingDown()) {
      long delay = Math.max(0, next.nanos() - clock.now().nanos());
      timer = Optional.of(loop.schedule(this::onTimer, delay, TimeUnit.NANOSECONDS));
    }
  }

  private void onTimer() {
    timerAt = Deadline.NEVER;
    timer = Optional.empty();
    core.expire(clock.now());
    drain();
  }

  /** Runs only on the event loop. */
  private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      byte[] bytes = new byte[packet.content().readableBytes()];
      packet.content().readBytes(bytes);
      if (bytes.length > 0) {
        core.receive(new Datagram(packet.sender(), bytes, bytes.length), clock.now());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      drain();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // An ICMP error for some earlier datagram, most often: timers will tell.
      LOGGER.debug("socket {}: {}", context.channel().localAddress(), String.valueOf(cause));
    }
  }
}
