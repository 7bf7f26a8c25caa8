package io.mosaik.monitor.http;

import io.mosaik.internal.HttpDates;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: reads one request, writes its answer, and closes. What comes after the head of
 * the request is never taken for another one. Confined to the channel's event loop.
 */
final class RequestHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
  private static final int METHOD_NOT_ALLOWED = 405;

  /** For how long what a client still sends is read after its answer, lest a reset destroy it. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final HttpServer server;
  private boolean answering;
  private boolean answered;
  private Optional<Future<?>> timer = Optional.empty();

  RequestHandler(HttpServer server) {
    this.server = server;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!server.connections().add(ctx.channel())) {
      ctx.close();
      return;
    }
    closeAfter(ctx, server.limits().requestTimeout());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    server.connections().remove(ctx.channel());
    timer.ifPresent(running -> running.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request && !answering) {
        answering = true;
        ctx.channel().config().setAutoRead(false);
        server.connections().requested(ctx.channel());
        closeAfter(ctx, server.limits().answerTimeout());
        onRequest(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onRequest(ChannelHandlerContext ctx, HttpRequest request) {
    boolean headOnly = RequestCheck.isHead(request);
    Optional<HttpAnswer> refusal = RequestCheck.refusal(request);
    if (refusal.isPresent()) {
      write(ctx, refusal.get(), headOnly);
    } else {
      server.answer(
          RequestCheck.path(request),
          answer -> ctx.executor().execute(() -> write(ctx, answer, headOnly)));
    }
  }

  private void write(ChannelHandlerContext ctx, HttpAnswer answer, boolean headOnly) {
    ctx.writeAndFlush(response(answer, headOnly)).addListener(written -> end(ctx));
  }

  private FullHttpResponse response(HttpAnswer answer, boolean headOnly) {
    ByteBuf body = headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    response
        .headers()
        .set(HttpHeaderNames.DATE, HttpDates.format(server.now()))
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set("X-Content-Type-Options", "nosniff")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (answer.status() == METHOD_NOT_ALLOWED) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    return response;
  }

  /** Says that nothing more comes, and reads what is left until the client closes as well. */
  private void end(ChannelHandlerContext ctx) {
    answered = true;
    server.connections().answered(ctx.channel());
    closeAfter(ctx, LINGER);
    ((SocketChannel) ctx.channel())
        .shutdownOutput()
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    ctx.channel().config().setAutoRead(true);
  }

  /** A client may close its side once it has sent its request. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && (answered || !answering)) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} failed: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  private void closeAfter(ChannelHandlerContext ctx, Duration limit) {
    timer.ifPresent(running -> running.cancel(false));
    timer =
        Optional.of(
            ctx.executor().schedule((Runnable) ctx::close, limit.toNanos(), TimeUnit.NANOSECONDS));
  }
}
