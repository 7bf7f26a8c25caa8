package io.mosaik.dht.node.net;

import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultChannelPromise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One promise for all datagrams that are flushed together: counts those that could not be sent, and
 * is itself never done. A server sends dozens at once, and nearly always nothing happens; so it
 * does not make a promise and a listener for each, as Netty would.
 *
 * <p>Confined to the channel's event loop.
 */
final class SentTogether extends DefaultChannelPromise {

  private static final Logger LOG = LoggerFactory.getLogger(SentTogether.class);

  private final Counters counters;

  SentTogether(ChannelHandlerContext ctx, Counters counters) {
    super(ctx.channel(), ctx.executor());
    this.counters = counters;
  }

  /** One datagram was sent. */
  @Override
  public boolean trySuccess(Void nothing) {
    return true;
  }

  /** One datagram was not sent. */
  @Override
  public boolean tryFailure(Throwable cause) {
    counters.increment(Counter.SEND_FAILURES);
    LOG.debug("could not send: {}", cause.toString());
    return true;
  }
}
