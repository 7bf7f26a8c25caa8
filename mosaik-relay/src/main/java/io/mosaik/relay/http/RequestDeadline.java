package io.mosaik.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that take too long: to send a whole request, however small the pieces in which
 * it comes; to take an answer; to have another question; or to go after the last answer. Tells the
 * table of connections which ones the relay waits for. Runs only on the channel's event loop.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

  /** From the first byte of a request to its last; ours. */
  static final Duration READING = Duration.ofSeconds(10);

  /** From the last byte of a request until its answer is written; ours. */
  static final Duration ANSWERING = Duration.ofSeconds(30);

  /** Between requests; ours. */
  static final Duration IDLE = Duration.ofSeconds(60);

  /** For how long what a client still sends is thrown away after the last answer; ours. */
  static final Duration LINGER = Duration.ofSeconds(2);

  /** How many bytes are thrown away after the last answer; ours. */
  static final int MAX_DISCARDED = 1 << 20;

  private final Duration reading;
  private final Connections connections;
  private boolean inRequest;
  private boolean lingering;
  private int discarded;
  private Future<?> timer;

  RequestDeadline(Duration reading, Connections connections) {
    this.reading = reading;
    this.connections = connections;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    inRequest = true; // who connects has something to say
    restart(ctx, reading);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      discard(ctx, message);
      return;
    }
    if (!inRequest) {
      inRequest = true;
      restart(ctx, reading);
    }
    ctx.fireChannelRead(message);
  }

  private void discard(ChannelHandlerContext ctx, Object message) {
    discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (discarded > MAX_DISCARDED) {
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (lingering && event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.cancel(false);
    ctx.fireChannelInactive();
  }

  /** A whole request has been read. */
  void requestRead(ChannelHandlerContext ctx) {
    inRequest = true;
    connections.answering(ctx.channel());
    restart(ctx, ANSWERING);
  }

  /** Its answer waits until the client takes it. */
  void writing(ChannelHandlerContext ctx) {
    connections.waitingFor(ctx.channel());
  }

  /** Its answer has been written. */
  void answered(ChannelHandlerContext ctx) {
    inRequest = false;
    connections.waitingFor(ctx.channel());
    restart(ctx, IDLE);
  }

  /**
   * The last answer has been written. To close at once would reset the connection if anything
   * unread has come, and with it destroy the answer (RFC 9112, section 9.6).
   */
  void linger(ChannelHandlerContext ctx) {
    lingering = true;
    connections.waitingFor(ctx.channel());
    restart(ctx, LINGER);
  }

  private void restart(ChannelHandlerContext ctx, Duration limit) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = ctx.executor().schedule((Runnable) ctx::close, limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
