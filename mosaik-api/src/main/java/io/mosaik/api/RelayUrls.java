package io.mosaik.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The normal form of relay URLs, as Rust's {@code url} crate prints them: peers sign it, whatever
 * form they were given. Only what differs in practice is put right (the case of scheme and host, a
 * default port, a missing path); a URL with anything more unusual in it is taken to be in its
 * normal form already, and if it is not, the signature over it fails here as it does in Rust.
 */
final class RelayUrls {

  private static final int MAX_LENGTH = 2048;

  /** The normal form of every URL fits: others are encoded as percent signs or punycode. */
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+");

  private static final Pattern HTTP =
      Pattern.compile(
          "(?<scheme>https?|wss?)://(?<host>[a-z0-9.-]+)(?::(?<port>[0-9]{0,9}))?(?<rest>[/?#].*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WITHOUT_HOST =
      Pattern.compile("(https?|wss?):/*([?#].*)?", Pattern.CASE_INSENSITIVE);

  private RelayUrls() {}

  static String normalise(String url) {
    if (url.length() > MAX_LENGTH
        || !ABSOLUTE.matcher(url).matches()
        || WITHOUT_HOST.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "not an absolute URL of at most "
              + MAX_LENGTH
              + " printable ASCII characters: "
              + Excerpt.of(url));
    }
    Matcher http = HTTP.matcher(url);
    if (!http.matches()) {
      return url;
    }
    String scheme = http.group("scheme").toLowerCase(Locale.ROOT);
    String rest = http.group("rest") == null ? "" : http.group("rest");
    return scheme
        + "://"
        + http.group("host").toLowerCase(Locale.ROOT)
        + port(scheme, http.group("port"))
        + (rest.startsWith("/") ? "" : "/")
        + rest;
  }

  private static String port(String scheme, String digits) {
    if (digits == null || digits.isEmpty()) {
      return "";
    }
    int port = Integer.parseInt(digits);
    if (port > 0xffff) {
      throw new IllegalArgumentException("a port is at most 65535, not " + port);
    }
    int byDefault = scheme.equals("https") || scheme.equals("wss") ? 443 : 80;
    return port == byDefault ? "" : ":" + port;
  }
}
