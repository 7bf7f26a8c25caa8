package io.mosaik.dht.node.net;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.Datagram;
import io.mosaik.dht.node.DhtCore;
import io.mosaik.dht.node.Event;
import io.mosaik.dht.node.EventHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves datagrams and wakes the core; decides nothing. Runs only on the channel's event loop.
 *
 * <p>Bytes are copied out of the buffer at once, so that reference counts end here.
 */
final class DatagramPump extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final Logger LOG = LoggerFactory.getLogger(DatagramPump.class);

  /** What is overdue after an error stays overdue: the next try must wait, or it would spin. */
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(100);

  private final DhtCore core;
  private final MonotonicClock clock;
  private final Counters counters;
  private final EventHandler events;
  private Optional<ScheduledFuture<?>> timer = Optional.empty();
  private Deadline armedFor = Deadline.NEVER;
  private Optional<Deadline> pausedUntil = Optional.empty();

  DatagramPump(DhtCore core, MonotonicClock clock, Counters counters, EventHandler events) {
    this.core = core;
    this.clock = clock;
    this.counters = counters;
    this.events = events;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    drain(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.ifPresent(armed -> armed.cancel(false));
    timer = Optional.empty();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    ByteBuf content = packet.content();
    Bytes payload =
        Bytes.of(content.internalNioBuffer(content.readerIndex(), content.readableBytes()));
    core.receive(new Datagram(packet.sender(), payload), clock.now());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    drain(ctx);
  }

  /** Our owner spoke. To be called on the event loop. */
  void accept(ChannelHandlerContext ctx, Command command) {
    guarded(ctx, () -> core.accept(command, clock.now()));
    drain(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    counters.increment(Counter.INTERNAL_ERRORS);
    LOG.warn("error of our own on {}", ctx.channel().localAddress(), cause);
  }

  private void expire(ChannelHandlerContext ctx) {
    timer = Optional.empty();
    armedFor = Deadline.NEVER;
    boolean expired = guarded(ctx, () -> core.expire(clock.now()));
    pausedUntil = expired ? Optional.empty() : Optional.of(clock.now().plus(PAUSE_AFTER_ERROR));
    drain(ctx);
  }

  /**
   * An error of our own must not keep what follows from being done.
   *
   * @return whether there was none
   */
  private boolean guarded(ChannelHandlerContext ctx, Runnable step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException ours) {
      exceptionCaught(ctx, ours);
      return false;
    }
  }

  /** Writes all, flushes once, publishes events, arms one timer. */
  private void drain(ChannelHandlerContext ctx) {
    try {
      transmit(ctx);
      publish(ctx);
    } finally {
      arm(ctx);
    }
  }

  private void transmit(ChannelHandlerContext ctx) {
    Optional<Datagram> out = core.pollTransmit();
    if (out.isEmpty()) {
      return;
    }
    ChannelPromise sent = new SentTogether(ctx, counters);
    for (; out.isPresent(); out = core.pollTransmit()) {
      write(ctx, out.get(), sent);
    }
    ctx.flush();
  }

  private void publish(ChannelHandlerContext ctx) {
    for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
      Event told = event.get();
      guarded(ctx, () -> told.handleWith(events));
    }
  }

  /** Datagrams may get lost, memory may not: what the socket does not take in time is dropped. */
  private void write(ChannelHandlerContext ctx, Datagram out, ChannelPromise sent) {
    if (!ctx.channel().isWritable()) {
      counters.increment(Counter.SEND_FAILURES);
      LOG.debug("could not send: too much waits for the socket");
      return;
    }
    int size = out.payload().size();
    ByteBuf content = ctx.alloc().ioBuffer(size);
    out.payload().copyTo(content.internalNioBuffer(0, size));
    ctx.write(new DatagramPacket(content.writerIndex(size), out.peer()), sent);
  }

  /** A timer that is armed for earlier is left alone: waking once too often costs less. */
  private void arm(ChannelHandlerContext ctx) {
    Deadline due = core.nextDeadline();
    Deadline next = pausedUntil.filter(due::isBefore).orElse(due);
    if (!next.isBefore(armedFor)) {
      return;
    }
    timer.ifPresent(armed -> armed.cancel(false));
    long delay = Math.max(0, clock.now().until(next).toNanos());
    armedFor = next;
    timer = Optional.of(ctx.executor().schedule(() -> expire(ctx), delay, TimeUnit.NANOSECONDS));
  }
}
