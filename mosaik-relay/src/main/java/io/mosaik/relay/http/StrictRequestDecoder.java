package io.mosaik.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Netty's decoder of requests, which refuses what it would otherwise be lenient about. Runs only on
 * the channel's event loop.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  /** A longer request line is refused; ours. */
  static final int MAX_REQUEST_LINE = 1024;

  /** Longer header fields, or a longer trailer, are refused; ours. */
  static final int MAX_HEADERS = 8192;

  /** The target of a request whose request line cannot be read. */
  static final String UNREADABLE = "/bad-request";

  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private boolean betweenRequests = true;
  private BooleanSupplier paused = () -> false;

  /** A version of HTTP that is not spoken here. */
  static final class VersionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    VersionException(String version) {
      super(version);
    }
  }

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(RequestAssembler.MAX_CONTENT));
  }

  /**
   * Sets when bytes are kept as they are. A call of {@code decode} makes one request at most, so
   * none comes while that holds.
   */
  void pauseWhile(BooleanSupplier condition) {
    paused = condition;
  }

  /** Returns whether bytes wait, of requests that follow or of one that is not complete. */
  boolean hasUndecoded() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (paused.getAsBoolean()) {
      return;
    }
    if (betweenRequests && !findRequest(buffer, out)) {
      return;
    }
    int before = out.size();
    super.decode(ctx, buffer, out);
    betweenRequests |= out.size() > before && out.get(out.size() - 1) instanceof LastHttpContent;
  }

  /**
   * Skips empty lines (RFC 9112, section 2.2); Netty would skip other characters as well.
   *
   * @return whether a request may begin here
   */
  private static boolean findRequest(ByteBuf buffer, List<Object> out) {
    while (buffer.isReadable()) {
      int at = buffer.readerIndex();
      char first = (char) buffer.getUnsignedByte(at);
      if (isTokenCharacter(first)) {
        return true;
      }
      if (first == '\r' && buffer.readableBytes() == 1) {
        return false;
      }
      if (first != '\r' || buffer.getByte(at + 1) != '\n') {
        buffer.skipBytes(buffer.readableBytes());
        out.add(unreadable());
        return false;
      }
      buffer.skipBytes(2);
    }
    return false;
  }

  private static FullHttpRequest unreadable() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_0, HttpMethod.GET, UNREADABLE, Unpooled.EMPTY_BUFFER);
    request.setDecoderResult(
        DecoderResult.failure(new IllegalArgumentException("no method at the begin of a line")));
    return request;
  }

  private static boolean isTokenCharacter(char c) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c >= '0' && c <= '9'
        || MARKS.indexOf(c) >= 0;
  }

  /**
   * The name in the version is case-sensitive (RFC 9112, section 2.3); versions of the same major
   * number are understood as the highest that is known (RFC 9110, section 2.5).
   */
  @Override
  protected HttpMessage createMessage(String[] requestLine) throws Exception {
    betweenRequests = false;
    String version = requestLine[2];
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("no version of HTTP");
    }
    if (!version.startsWith("HTTP/1.")) {
      throw new VersionException(version);
    }
    boolean older = version.equals(HttpVersion.HTTP_1_0.text());
    return super.createMessage(
        new String[] {
          requestLine[0], requestLine[1], older ? version : HttpVersion.HTTP_1_1.text()
        });
  }
}
