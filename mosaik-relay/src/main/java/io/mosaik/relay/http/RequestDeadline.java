package io.mosaik.relay.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that take too long: to send a whole request, however small the pieces in which
 * it comes; to take an answer; or to have another question. Runs only on the channel's event loop.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

  /** From the first byte of a request to its last; ours. */
  static final Duration READING = Duration.ofSeconds(10);

  /** From the last byte of a request until its answer is written; ours. */
  static final Duration ANSWERING = Duration.ofSeconds(30);

  /** Between requests; ours. */
  static final Duration IDLE = Duration.ofSeconds(60);

  private final Duration reading;
  private boolean inRequest;
  private Future<?> timer;

  RequestDeadline(Duration reading) {
    this.reading = reading;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    inRequest = true; // who connects has something to say
    restart(ctx, reading);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!inRequest) {
      inRequest = true;
      restart(ctx, reading);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.cancel(false);
    ctx.fireChannelInactive();
  }

  /** A whole request has been read. */
  void requestRead(ChannelHandlerContext ctx) {
    inRequest = true;
    restart(ctx, ANSWERING);
  }

  /** Its answer has been written. */
  void answered(ChannelHandlerContext ctx) {
    inRequest = false;
    restart(ctx, IDLE);
  }

  private void restart(ChannelHandlerContext ctx, Duration limit) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = ctx.executor().schedule((Runnable) ctx::close, limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
