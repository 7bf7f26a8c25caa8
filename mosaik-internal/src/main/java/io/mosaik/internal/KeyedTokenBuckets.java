package io.mosaik.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One {@link TokenBucket} per key, for a bounded number of keys. A bucket that is full again is no
 * different from a new one and is forgotten first; beyond the bound the least recently used key is
 * forgotten, whatever it has spent.
 *
 * <p>Not thread-safe.
 *
 * @param <K> type of the keys, with value equality
 */
public final class KeyedTokenBuckets<K> {

  private static final int MAX_FORGOTTEN_AT_ONCE = 2;

  private final long capacity;
  private final long nanosPerToken;
  private final int maxKeys;
  private final Map<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Creates a table without any key.
   *
   * @param capacity the largest burst of a key, in tokens, at least 1
   * @param nanosPerToken the time after which a key gets one token back, in nanoseconds, at least 1
   * @param maxKeys the most keys remembered, at least 1
   * @throws IllegalArgumentException if a number is not positive, or refilling a bucket takes more
   *     than a year
   */
  public KeyedTokenBuckets(long capacity, long nanosPerToken, int maxKeys) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("the number of keys must be positive, not " + maxKeys);
    }
    new TokenBucket(capacity, nanosPerToken); // checks the numbers
    this.capacity = capacity;
    this.nanosPerToken = nanosPerToken;
    this.maxKeys = maxKeys;
  }

  /**
   * Takes tokens from the bucket of a key if there are enough.
   *
   * @param key whose bucket
   * @param tokens how many, at least 0
   * @param now the present, in nanoseconds
   * @return whether they were taken
   */
  public boolean tryAcquire(K key, long tokens, long now) {
    TokenBucket bucket = buckets.get(key);
    if (bucket == null) {
      forgetSome(now);
      bucket = new TokenBucket(capacity, nanosPerToken);
      buckets.put(key, bucket);
    }
    return bucket.tryAcquire(tokens, now);
  }

  /**
   * Returns whether tokens are available to a key, without taking them.
   *
   * @param key whose bucket
   * @param tokens how many, at least 0
   * @param now the present, in nanoseconds
   * @return whether {@link #tryAcquire} would take them
   */
  public boolean isAvailable(K key, long tokens, long now) {
    TokenBucket bucket = buckets.get(key);
    return bucket == null ? tokens <= capacity : bucket.isAvailable(tokens, now);
  }

  /**
   * Returns the time until tokens are available to a key.
   *
   * @param key whose bucket
   * @param tokens how many, at most the capacity
   * @param now the present, in nanoseconds
   * @return nanoseconds, 0 if they are available now
   */
  public long nanosUntilAvailable(K key, long tokens, long now) {
    TokenBucket bucket = buckets.get(key);
    return bucket == null ? 0 : bucket.nanosUntilAvailable(tokens, now);
  }

  /**
   * Returns the number of keys remembered.
   *
   * @return 0 to the bound
   */
  public int size() {
    return buckets.size();
  }

  private void forgetSome(long now) {
    Iterator<TokenBucket> leastRecentFirst = buckets.values().iterator();
    for (int i = 0; i < MAX_FORGOTTEN_AT_ONCE && leastRecentFirst.hasNext(); i++) {
      if (!leastRecentFirst.next().isFull(now) && buckets.size() < maxKeys) {
        return;
      }
      leastRecentFirst.remove();
    }
  }
}
