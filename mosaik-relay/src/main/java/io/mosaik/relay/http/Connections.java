package io.mosaik.relay.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All open connections, so many in all and so many from one address; more are closed at once.
 *
 * <p>Thread-safe.
 */
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {

  /** Told to every connection when the server ends: answer what is under way, and no more. */
  static final Object ENDING = new Object();

  private static final AttributeKey<Boolean> REFUSED =
      AttributeKey.valueOf(Connections.class, "refused");

  private final int most;
  private final int mostOfOne;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private volatile boolean ending;

  Connections(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  int count() {
    return open.size();
  }

  /** Has those that wait for an answer get it, in that time, and closes all. */
  void end(Duration limit) {
    ending = true;
    open.forEach(channel -> channel.pipeline().fireUserEventTriggered(ENDING));
    open.newCloseFuture().awaitUninterruptibly(limit.toMillis());
    open.close();
  }

  /** Whether the server ends; true before anybody is told. */
  boolean isEnding() {
    return ending;
  }

  static InetAddress addressOf(Channel channel) {
    return ((InetSocketAddress) channel.remoteAddress()).getAddress();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    InetAddress address = addressOf(ctx.channel());
    int ofThis = byAddress.merge(address, 1, Integer::sum);
    ctx.channel()
        .closeFuture()
        .addListener(closed -> byAddress.computeIfPresent(address, (a, n) -> n > 1 ? n - 1 : null));
    open.add(ctx.channel());
    if (ending || open.size() > most || ofThis > mostOfOne) {
      ctx.channel().attr(REFUSED).set(true);
      ctx.close();
    } else {
      ctx.fireChannelActive();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // Those that were refused were never announced to the handlers behind this one.
    if (!ctx.channel().hasAttr(REFUSED)) {
      ctx.fireChannelInactive();
    }
  }
}
