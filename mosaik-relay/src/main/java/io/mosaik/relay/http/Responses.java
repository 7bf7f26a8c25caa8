package io.mosaik.relay.http;

import io.mosaik.relay.service.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Answers as Netty sends them. Stateless. */
final class Responses {

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private Responses() {}

  static FullHttpResponse of(Answer answer, boolean headOnly, boolean keepAlive) {
    ByteBuf body =
        headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body().asByteBuffer());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    answer.headers().forEach(response.headers()::set);
    if (answer.status() != NO_CONTENT && answer.status() != NOT_MODIFIED) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().size());
    }
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return response;
  }

  /**
   * Leave to send the content of a request; without a Date, which interim answers need not have.
   */
  static FullHttpResponse proceed() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
  }
}
