package io.mosaik.relay.service;

import io.mosaik.api.Bytes;
import java.net.InetAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An HTTP request that has been read as a whole.
 *
 * <p>Immutable.
 *
 * @param method in capitals, as it came
 * @param path from the first slash up to the query
 * @param query what follows the question mark; empty without one
 * @param headers those of {@link #HEADERS} and the proxy's, by lower-case name
 * @param body within the bounds of the server
 * @param client who asks: the other end of the connection
 */
public record Question(
    String method,
    String path,
    String query,
    Map<String, String> headers,
    Bytes body,
    InetAddress client) {

  static final String CACHE_CONTROL = "cache-control";
  static final String IF_MATCH = "if-match";
  static final String IF_MODIFIED_SINCE = "if-modified-since";
  static final String IF_NONE_MATCH = "if-none-match";

  /** All that the relay looks at. */
  public static final Set<String> HEADERS =
      Set.of(CACHE_CONTROL, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH);

  /** Checks that nothing is missing. */
  public Question {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(query, "query");
    headers = Map.copyOf(headers);
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(client, "client");
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(String::strip);
  }
}
