package io.mosaik.relay.service;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * How often each client may do something: a bucket of tokens for each IPv4 address and each IPv6
 * /64, which is what one subscriber gets. Buckets that are full again are forgotten, and those of
 * too many clients at once make room for others.
 *
 * <p>Thread-safe; a bucket by its monitor.
 */
final class ClientQuota {

  /** How many clients are kept apart; ours. */
  static final int MAX_CLIENTS = 100_000;

  private final double perSecond;
  private final int burst;
  private final MonotonicClock clock;
  private final Cache<ByteBuffer, Bucket> buckets;

  ClientQuota(double perSecond, int burst, MonotonicClock clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
    this.buckets =
        CacheBuilder.newBuilder()
            .maximumSize(MAX_CLIENTS)
            .expireAfterAccess(Duration.ofMillis((long) (1000 * burst / perSecond) + 1))
            .ticker(
                new Ticker() {
                  @Override
                  public long read() {
                    return clock.now().nanos();
                  }
                })
            .build();
  }

  /** Takes a token of that client; if it has none left, when there will be one. */
  Optional<Duration> refuse(InetAddress client) {
    try {
      return buckets.get(ClientKey.of(client), Bucket::new).refuse(clock.now());
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private final class Bucket {

    private double tokens = burst;
    private Deadline counted = clock.now();

    synchronized Optional<Duration> refuse(Deadline now) {
      double seconds = counted.until(now).toNanos() / 1e9;
      if (seconds > 0) {
        tokens = Math.min(burst, tokens + seconds * perSecond);
        counted = now;
      }
      if (tokens >= 1) {
        tokens -= 1;
        return Optional.empty();
      }
      return Optional.of(Duration.ofNanos((long) ((1 - tokens) / perSecond * 1e9)));
    }
  }
}
