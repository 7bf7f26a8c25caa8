package io.mosaik.transport.quic.endpoint;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters of an endpoint. Written on the endpoint's thread only, so that no write needs a lock;
 * read on any thread.
 */
public final class EndpointCounters {

  private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

  EndpointCounters() {}

  /** How much there was of something. */
  public long of(Counter counter) {
    return counts.get(counter.ordinal());
  }

  void increment(Counter counter) {
    add(counter, 1);
  }

  void add(Counter counter, long more) {
    set(counter, counts.getPlain(counter.ordinal()) + more);
  }

  /** Replaces a number that may shrink. */
  void set(Counter counter, long value) {
    counts.lazySet(counter.ordinal(), value);
  }
}
