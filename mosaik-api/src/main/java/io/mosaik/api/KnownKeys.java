package io.mosaik.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Public keys, ready to verify with. The peers of a network and the keys of its slots sign again
 * and again: from the second signature on, a key costs less than half. Thread-safe by its monitor.
 */
final class KnownKeys {

  /** About 2 MB at most: more peers than one meets within a minute. */
  private static final int MAX_KEYS = 256;

  private final Map<Bytes, Key> keys =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Key> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * A key, decoded. Immutable.
   *
   * @param point in extended coordinates, not to be changed
   * @param ofSmallOrder whether eight times the point is the neutral element
   * @param multiples what to verify with
   */
  record Key(EdwardsPoint point, boolean ofSmallOrder, EdwardsPoint.Multiples multiples) {

    private static Key of(EdwardsPoint point, int parts) {
      return new Key(point, point.isOfSmallOrder(), point.keyMultiples(parts));
    }

    private Key prepared() {
      return new Key(point, ofSmallOrder, point.keyMultiples(EdwardsPoint.Multiples.MANY_PARTS));
    }
  }

  /** Whether the bytes are the key of a known point; if not, they may be one all the same. */
  boolean contains(Bytes publicKey) {
    synchronized (keys) {
      return keys.containsKey(publicKey);
    }
  }

  /** The key, if the bytes are one; remembered for the next time. */
  Optional<Key> decode(Bytes publicKey) {
    Key known;
    synchronized (keys) {
      known = keys.get(publicKey);
    }
    if (known == null) {
      Optional<Key> decoded =
          EdwardsPoint.decompress(publicKey.unsafeArray())
              .map(point -> Key.of(point, EdwardsPoint.Multiples.ONE_PART));
      decoded.ifPresent(key -> remember(publicKey, key));
      return decoded;
    }
    if (known.multiples().partCount() == EdwardsPoint.Multiples.ONE_PART) {
      known = known.prepared();
      remember(publicKey, known);
    }
    return Optional.of(known);
  }

  private void remember(Bytes publicKey, Key key) {
    synchronized (keys) {
      keys.put(publicKey, key);
    }
  }
}
