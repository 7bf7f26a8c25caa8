package io.mosaik.relay.service;

import com.google.common.collect.ImmutableMap;
import io.mosaik.api.Bytes;
import java.util.Map;
import java.util.Set;

/** Answers that say the same every time, and what all answers say. Stateless. */
final class Routes {

  static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "OPTIONS");

  private static final String ALLOWED = "GET, HEAD, PUT, OPTIONS";

  private static final ImmutableMap<String, String> COMMON =
      ImmutableMap.of(
          "Access-Control-Allow-Origin",
          "*",
          "Access-Control-Expose-Headers",
          "pkarr-dht-stored-nodes, pkarr-invalid-signed-packet-seq, pkarr-compare-and-swap, etag,"
              + " memento-datetime, retry-after",
          "X-Content-Type-Options",
          "nosniff");

  private static final ImmutableMap<String, String> COMMON_AND_SWAPS =
      ImmutableMap.<String, String>builder()
          .putAll(COMMON)
          .put("Pkarr-Compare-And-Swap", "if-match")
          .build();

  private static final String INDEX =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <title>pkarr relay</title>
      <h1>pkarr relay</h1>
      <p>GET or PUT /&lt;public key&gt;: signature, timestamp and DNS records of that key.
      <p><a href="/health">health</a>, <a href="/ready">ready</a>, <a href="/metrics">metrics</a>
      </html>
      """;

  private Routes() {}

  static Answer index() {
    return Answer.text(Answer.OK, "text/html; charset=utf-8", INDEX);
  }

  static Answer methodNotAllowed() {
    return Answer.text(Answer.METHOD_NOT_ALLOWED, "allowed are " + ALLOWED).with("Allow", ALLOWED);
  }

  /** Whatever page a browser shows may ask (Fetch standard, "CORS protocol"). */
  static Answer preflight() {
    return new Answer(
        Answer.NO_CONTENT,
        Map.of(
            "Access-Control-Allow-Methods",
            ALLOWED,
            "Access-Control-Allow-Headers",
            "cache-control, content-type, if-match, if-modified-since, if-none-match",
            "Access-Control-Max-Age",
            "86400"),
        Bytes.EMPTY);
  }

  /**
   * What an answer says and all of them say.
   *
   * @param swaps whether writes may be conditional
   */
  static Answer complete(Answer answer, boolean swaps) {
    return answer.with(swaps ? COMMON_AND_SWAPS : COMMON);
  }
}
