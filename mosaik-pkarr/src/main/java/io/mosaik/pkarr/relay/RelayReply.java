package io.mosaik.pkarr.relay;

import io.mosaik.api.Bytes;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a relay replied.
 *
 * <p>Immutable.
 *
 * @param status the HTTP status code
 * @param headers those of {@link #HEADERS}, by lower-case name
 * @param body at most {@link #MAX_BODY} bytes; what came with a failure is left out
 */
public record RelayReply(int status, Map<String, String> headers, Bytes body) {

  /** The largest body of a packet: signature, timestamp and 1000 bytes. */
  public static final int MAX_BODY = 1072;

  static final String CONTENT_ENCODING = "content-encoding";
  static final String CONTENT_TYPE = "content-type";

  /** When the relay replied by its own clock, or, if it does not say, by ours. */
  public static final String DATE = "date";

  static final String EXPOSED = "access-control-expose-headers";
  static final String INVALID_SEQ = "pkarr-invalid-signed-packet-seq";
  static final String MEMENTO = "memento-datetime";
  static final String RETRY_AFTER = "retry-after";
  static final String STORED_NODES = "pkarr-dht-stored-nodes";
  static final String SWAP = "pkarr-compare-and-swap";

  /** All that the judge looks at. */
  public static final Set<String> HEADERS =
      Set.of(
          CONTENT_ENCODING,
          CONTENT_TYPE,
          DATE,
          EXPOSED,
          INVALID_SEQ,
          MEMENTO,
          RETRY_AFTER,
          STORED_NODES,
          SWAP);

  /** Checks that nothing is missing. */
  public RelayReply {
    headers = Map.copyOf(headers);
    Objects.requireNonNull(body, "body");
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(String::strip);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether the body is other than it looks. */
  boolean isEncoded() {
    return header(CONTENT_ENCODING)
        .map(encoding -> encoding.toLowerCase(Locale.ROOT))
        .filter(encoding -> !encoding.isEmpty() && !encoding.equals("identity"))
        .isPresent();
  }
}
