package io.mosaik.relay.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's decoder of requests, which refuses what it would otherwise be lenient about. Runs only on
 * the channel's event loop.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  /** A longer request line is refused; ours. */
  static final int MAX_REQUEST_LINE = 1024;

  /** Longer header fields, or a longer trailer, are refused; ours. */
  static final int MAX_HEADERS = 8192;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(RequestAssembler.MAX_CONTENT));
  }

  /** The name in the version is case-sensitive (RFC 9112, section 2.3). */
  @Override
  protected HttpMessage createMessage(String[] requestLine) throws Exception {
    if (!requestLine[2].startsWith("HTTP/")) {
      throw new IllegalArgumentException("no version of HTTP");
    }
    return super.createMessage(requestLine);
  }
}
