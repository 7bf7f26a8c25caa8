package io.mosaik.monitor.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** Rules that a request has to follow (RFC 9110, RFC 9112). Stateless. */
final class RequestCheck {

  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int URI_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private RequestCheck() {}

  /** Returns why a request is refused, or empty. */
  static Optional<HttpAnswer> refusal(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return Optional.of(undecodable(request.decoderResult().cause()));
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return refuse(VERSION_NOT_SUPPORTED, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && version.equals(HttpVersion.HTTP_1_1))) {
      return refuse(BAD_REQUEST, "a request has one Host header"); // RFC 9112, section 3.2
    }
    if (!isRead(request.method())) {
      return refuse(METHOD_NOT_ALLOWED, "only GET and HEAD are allowed");
    }
    if (hasBody(request)) {
      return refuse(CONTENT_TOO_LARGE, "a GET has no body here");
    }
    return Optional.empty();
  }

  /** Whether only the head of the answer is wanted. */
  static boolean isHead(HttpRequest request) {
    return HttpMethod.HEAD.equals(request.method());
  }

  /** Returns the path of the target, whose form may be absolute (RFC 9112, section 3.2.2). */
  static Optional<String> path(HttpRequest request) {
    try {
      URI target = new URI(request.uri());
      boolean known = !target.isAbsolute() || target.getScheme().equalsIgnoreCase("http");
      return known ? Optional.ofNullable(target.getRawPath()) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private static boolean isRead(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static boolean hasBody(HttpRequest request) {
    boolean none =
        request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH).stream().allMatch("0"::equals);
    return !none || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  private static HttpAnswer undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpAnswer.text(URI_TOO_LONG, "the request line is too long\n");
    }
    return cause instanceof TooLongHttpHeaderException
        ? HttpAnswer.text(HEADERS_TOO_LARGE, "the headers are too large\n")
        : HttpAnswer.text(BAD_REQUEST, "this is no HTTP request\n");
  }

  private static Optional<HttpAnswer> refuse(int status, String why) {
    return Optional.of(HttpAnswer.text(status, why + "\n"));
  }
}
