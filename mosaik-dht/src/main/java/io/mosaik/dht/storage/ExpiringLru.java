package io.mosaik.dht.storage;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded map that forgets what was not put again within some time, and, when full, what was not
 * used for longest.
 *
 * <p>Confined to one thread.
 */
final class ExpiringLru<K, V> {

  private record Timed<V>(V value, Deadline expiry) {}

  private final int maxSize;
  private final Duration lifetime;
  private final Runnable crowdedOut;
  private final LinkedHashMap<K, Timed<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Starts empty.
   *
   * @param crowdedOut told each time when something alive gives way to something new
   */
  ExpiringLru(int maxSize, Duration lifetime, Runnable crowdedOut) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("a store holds at least 1 entry, not " + maxSize);
    }
    if (lifetime.isNegative() || lifetime.isZero()) {
      throw new IllegalArgumentException("a lifetime is positive, not " + lifetime);
    }
    this.maxSize = maxSize;
    this.lifetime = lifetime;
    this.crowdedOut = crowdedOut;
  }

  /** What is stored under a key; counts as use, but does not prolong its life. */
  Optional<V> get(K key, Deadline now) {
    Timed<V> entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.expiry().hasPassed(now)) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.of(entry.value());
  }

  /** Stores, replaces and prolongs. */
  void put(K key, V value, Deadline now) {
    entries.put(key, new Timed<>(value, now.plus(lifetime)));
    if (entries.size() > maxSize) {
      evict(now);
    }
  }

  /** Forgets what is stored under a key, if anything is. */
  void remove(K key) {
    entries.remove(key);
  }

  /** The keys that are alive, the least recently used first. */
  List<K> keys(Deadline now) {
    List<K> alive = new ArrayList<>(entries.size());
    entries.forEach(
        (key, entry) -> {
          if (!entry.expiry().hasPassed(now)) {
            alive.add(key);
          }
        });
    return alive;
  }

  /** How many entries take up room, some of which may have expired. */
  int size() {
    return entries.size();
  }

  /** The dead go first; if none is, the one that was not used for longest. */
  private void evict(Deadline now) {
    if (!entries.values().removeIf(entry -> entry.expiry().hasPassed(now))) {
      Map.Entry<K, Timed<V>> eldest = entries.entrySet().iterator().next();
      entries.remove(eldest.getKey());
      crowdedOut.run();
    }
  }
}
