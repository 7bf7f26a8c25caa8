package io.mosaik.relay.http;

import io.mosaik.relay.service.Answer;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.util.function.Supplier;

/**
 * Puts the parts of a request together, as far as a relay has any use for them: a body that is
 * announced to be larger is refused before it is read, one that turns out to be larger as soon as
 * it does. Runs only on the channel's event loop.
 */
final class BoundedAggregator extends HttpObjectAggregator {

  private final Supplier<Answer> refusal;

  BoundedAggregator(int most, Supplier<Answer> refusal) {
    super(most);
    this.refusal = refusal;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    ctx.writeAndFlush(Responses.of(refusal.get(), false, false))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
