package io.mosaik.relay.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules for the Host header field (RFC 9112, section 3.2). Stateless. */
final class HostHeader {

  /**
   * RFC 3986, section 3.2.2; may be empty, since a target need not have an authority. The loop is
   * possessive, for one that can go back needs stack for each character.
   */
  private static final Pattern VALUE =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.]+\\]|\\[[Vv][0-9A-Fa-f]+\\.[A-Za-z0-9\\-._~!$&'()*+,;=:]+\\]"
              + "|(?:[A-Za-z0-9\\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*+)(:[0-9]*)?");

  private HostHeader() {}

  /** Returns what is wrong with the field of a request; empty if nothing is. */
  static Optional<String> fault(HttpRequest request) {
    List<String> values = request.headers().getAll(HttpHeaderNames.HOST);
    if (values.size() > 1) {
      return Optional.of("more than one Host header field");
    }
    if (values.isEmpty()) {
      boolean required = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
      return required ? Optional.of("no Host header field") : Optional.empty();
    }
    return isAuthority(values.get(0))
        ? Optional.empty()
        : Optional.of("the Host header field is not HOST or HOST:PORT");
  }

  /** Returns whether a text is a host with or without a port. */
  static boolean isAuthority(String text) {
    return VALUE.matcher(text).matches();
  }
}
