package io.mosaik.relay.http;

import io.mosaik.api.Bytes;
import io.mosaik.relay.service.RelayService;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts the parts of a request together (RFC 9112, section 6), and refuses those whose end is not
 * certain or whose content is larger than any packet: announced content before it is read, chunked
 * content as soon as it is too large. After a refusal nothing more is read as a request, since what
 * follows may be the content of the refused one. Runs only on the channel's event loop.
 */
final class RequestAssembler extends SimpleChannelInboundHandler<HttpObject> {

  /** Relays of pkarr read this many bytes before they refuse a packet of more than 1072 bytes. */
  static final int MAX_CONTENT = 1104;

  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int TARGET_TOO_LONG = 414;
  private static final int EXPECTATION_FAILED = 417;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private Optional<HttpRequest> head = Optional.empty();
  private ByteArrayOutputStream content = new ByteArrayOutputStream(0);
  private boolean ended;

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    if (ended) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      undecodable(ctx, part);
      return;
    }
    if (part instanceof HttpRequest request) {
      begin(ctx, request);
    }
    if (!ended && part instanceof HttpContent piece) {
      add(ctx, piece);
    }
  }

  private void undecodable(ChannelHandlerContext ctx, HttpObject part) {
    DecoderResult result = part.decoderResult();
    if (result.cause() instanceof PrematureChannelClosureException) {
      ended = true; // the client went away within a request: nobody waits for an answer
      return;
    }
    // Netty makes up a request where the request line cannot be read: only its headers are real.
    String method =
        head.map(known -> known.method().name())
            .orElseGet(
                () ->
                    part instanceof HttpRequest request
                            && !request.uri().equals(StrictRequestDecoder.UNREADABLE)
                        ? request.method().name()
                        : "");
    if (result.cause() instanceof StrictRequestDecoder.VersionException) {
      refuse(ctx, "", VERSION_NOT_SUPPORTED, "this server speaks HTTP/1.1");
    } else if (result.cause() instanceof TooLongHttpLineException && head.isEmpty()) {
      refuse(ctx, "", TARGET_TOO_LONG, "the request line is too long");
    } else if (result.cause() instanceof TooLongHttpHeaderException) {
      refuse(ctx, method, HEADERS_TOO_LARGE, "the header fields are too long");
    } else {
      refuse(ctx, method, BAD_REQUEST, "this is not an HTTP request");
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    head = Optional.of(request);
    content = new ByteArrayOutputStream(0);
    String method = request.method().name();
    Optional<String> hostFault = HostHeader.fault(request);
    if (hostFault.isPresent()) {
      refuse(ctx, method, BAD_REQUEST, hostFault.get());
    } else if (RequestTarget.parse(method, request.uri()).isEmpty()) {
      refuse(ctx, method, BAD_REQUEST, "the request target is neither a path nor a URL");
    } else if (!isCodingKnown(request)) {
      refuse(ctx, method, NOT_IMPLEMENTED, "the only transfer coding known is chunked");
    } else if (HttpUtil.getContentLength(request, 0L) > MAX_CONTENT) {
      refuse(ctx, method, TOO_LARGE, "a packet has at most " + RelayService.MAX_BODY + " bytes");
    } else {
      expect(ctx, request);
    }
  }

  /** Other codings than chunked are answered with 501 (RFC 9112, section 6.1). */
  private static boolean isCodingKnown(HttpRequest request) {
    List<String> codings =
        request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .filter(coding -> !coding.isEmpty())
            .toList();
    return codings.isEmpty() || codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
  }

  /** Expectations (RFC 9110, section 10.1.1), of which HTTP/1.0 has none. */
  private void expect(ChannelHandlerContext ctx, HttpRequest request) {
    List<String> expectations = request.headers().getAll(HttpHeaderNames.EXPECT);
    if (expectations.isEmpty() || request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return;
    }
    if (!expectations.stream().allMatch(one -> one.strip().equalsIgnoreCase("100-continue"))) {
      String method = request.method().name();
      refuse(ctx, method, EXPECTATION_FAILED, "the only expectation known is 100-continue");
    } else if (HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0) {
      ctx.fireChannelRead(Incoming.Expectation.CONTINUE);
    }
  }

  private void add(ChannelHandlerContext ctx, HttpContent piece) {
    HttpRequest request = head.orElseThrow();
    int size = piece.content().readableBytes();
    if (content.size() + size > MAX_CONTENT) {
      String why = "a packet has at most " + RelayService.MAX_BODY + " bytes";
      refuse(ctx, request.method().name(), TOO_LARGE, why);
      return;
    }
    try {
      piece.content().readBytes(content, size);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (piece instanceof LastHttpContent) {
      head = Optional.empty();
      ctx.fireChannelRead(new Incoming.Whole(request, Bytes.of(content.toByteArray())));
    }
  }

  private void refuse(ChannelHandlerContext ctx, String method, int status, String why) {
    ended = true;
    ctx.fireChannelRead(new Incoming.Refused(method, status, why));
  }
}
