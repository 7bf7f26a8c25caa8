package io.mosaik.relay.service;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.mosaik.api.PublicKey;

/**
 * Keys that were asked for lately. To find out that a text is a key, a square root is drawn on the
 * curve, the dearest part of an answer out of the cache.
 *
 * <p>Thread-safe by Guava's cache.
 */
final class KnownKeys {

  /** Some 300 bytes each; ours. */
  private static final int MOST = 10_000;

  private final Cache<String, PublicKey> keys = CacheBuilder.newBuilder().maximumSize(MOST).build();

  /**
   * Reads a key as {@link PublicKey#fromZBase32(String)} does.
   *
   * @throws IllegalArgumentException if the text is no key; such texts are not kept
   */
  PublicKey read(String text) {
    PublicKey known = keys.getIfPresent(text);
    if (known == null) {
      known = PublicKey.fromZBase32(text);
      keys.put(text, known);
    }
    return known;
  }
}
