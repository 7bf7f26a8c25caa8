package io.mosaik.pkarr.relay;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.Expected;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One HTTP request to a relay (pkarr, "relays"): {@code GET} without a body or {@code PUT} with
 * one.
 *
 * <p>Immutable.
 *
 * @param uri of the resource
 * @param headers by name
 * @param body what to put; empty for a {@code GET}
 */
public record RelayRequest(URI uri, Map<String, String> headers, Optional<Bytes> body) {

  private static final String NO_CACHE = "no-cache, no-store, must-revalidate";

  /** Copies the headers. */
  public RelayRequest {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(body, "body");
    headers = Map.copyOf(headers);
  }

  /**
   * Asks for the packet of a key. A relay of pkarr 7 or newer looks into the DHT instead of its
   * cache; older ones know no policies, and answer out of their cache for as long as the packet's
   * TTL lasts. Never conditional: relays of pkarr 5 answer a condition that does not hold with
   * status 200 and nothing.
   *
   * @param relay whom to ask
   * @param key whose packet
   * @param bypass whether caches on the way have proved to be broken
   * @return the request
   */
  static RelayRequest get(RelayUrl relay, PublicKey key, boolean bypass) {
    Map<String, String> headers = common();
    if (bypass) {
      headers.put("Cache-Control", NO_CACHE);
    }
    URI uri = URI.create(relay.resource(key) + "?policy=NetworkOnly");
    return new RelayRequest(uri, headers, Optional.empty());
  }

  /**
   * Stores a packet.
   *
   * @param relay where
   * @param packet what
   * @param expected what must be there, in decimal microseconds; 0 for nothing, as in BEP 44
   * @return the request
   */
  static RelayRequest put(RelayUrl relay, SignedPacket packet, Expected expected) {
    Map<String, String> headers = common();
    headers.put("Content-Type", "application/octet-stream");
    if (expected instanceof Expected.At at) {
      headers.put("If-Match", at.timestamp().toString());
    } else if (expected == Expected.absent()) {
      headers.put("If-Match", "0");
    }
    return new RelayRequest(
        relay.resource(packet.key()), headers, Optional.of(packet.toRelayPayload()));
  }

  private static Map<String, String> common() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept-Encoding", "identity"); // what is compressed can be a bomb
    headers.put("User-Agent", "mosaik");
    return headers;
  }
}
