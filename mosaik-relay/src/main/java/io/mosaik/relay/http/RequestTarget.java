package io.mosaik.relay.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Target of a request (RFC 9112, section 3.2).
 *
 * <p>Immutable.
 *
 * @param path from the first slash up to the query; {@code *} for the server as a whole
 * @param query what follows the question mark; empty without one
 */
record RequestTarget(String path, String query) {

  private static final Pattern ABSOLUTE =
      Pattern.compile("[Hh][Tt][Tt][Pp][Ss]?://([^/?#]+)([^#]*)");

  private static final RequestTarget SERVER = new RequestTarget("*", "");

  /**
   * Reads a target: origin form, absolute form, and for OPTIONS asterisk form. The authority form
   * belongs to CONNECT, which no path is needed to refuse.
   *
   * @return empty if the text is none of these
   */
  static Optional<RequestTarget> parse(String method, String text) {
    if (text.startsWith("/")) {
      return Optional.of(split(text));
    }
    if (method.equals("CONNECT") && HostHeader.isAuthority(text)
        || method.equals("OPTIONS") && text.equals("*")) {
      return Optional.of(SERVER);
    }
    Matcher absolute = ABSOLUTE.matcher(text);
    if (!absolute.matches() || !HostHeader.isAuthority(absolute.group(1))) {
      return Optional.empty();
    }
    String rest = absolute.group(2);
    if (rest.isEmpty() && method.equals("OPTIONS")) {
      return Optional.of(SERVER);
    }
    return Optional.of(split(rest.startsWith("/") ? rest : "/" + rest));
  }

  private static RequestTarget split(String text) {
    int mark = text.indexOf('?');
    return mark < 0
        ? new RequestTarget(text, "")
        : new RequestTarget(text.substring(0, mark), text.substring(mark + 1));
  }
}
