package io.mosaik.relay.service;

import io.mosaik.api.time.MonotonicClock;
import io.mosaik.internal.IpPrefix;
import io.mosaik.internal.KeyedTokenBuckets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Rate limit of each client: a token bucket for each IPv4 address and each IPv6 /64, which is what
 * one subscriber gets. Buckets that are full again are forgotten, and those of too many clients at
 * once make room for others.
 *
 * <p>Thread-safe by its monitor.
 */
final class ClientQuota {

  /** How many clients are kept apart; ours. */
  static final int MAX_CLIENTS = 100_000;

  private static final int V4_BITS = 32;
  private static final int V6_BITS = 64;
  private static final double NANOS_PER_SECOND = 1e9;

  private final MonotonicClock clock;
  private final KeyedTokenBuckets<IpPrefix> buckets;

  ClientQuota(double perSecond, int burst, MonotonicClock clock) {
    this.clock = clock;
    long nanosPerToken = Math.max(1, (long) (NANOS_PER_SECOND / perSecond));
    this.buckets = new KeyedTokenBuckets<>(burst, nanosPerToken, MAX_CLIENTS);
  }

  /** Takes a token of that client; if it has none left, returns when there will be one. */
  synchronized Optional<Duration> refuse(InetAddress client) {
    IpPrefix key = IpPrefix.of(client, V4_BITS, V6_BITS);
    long now = clock.now().nanos();
    return buckets.tryAcquire(key, 1, now)
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(buckets.nanosUntilAvailable(key, 1, now)));
  }
}
