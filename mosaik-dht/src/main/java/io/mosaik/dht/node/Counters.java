package io.mosaik.dht.node;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what a node does.
 *
 * <p>Thread-safe by atomic counters: counted on the core's thread, read on any.
 */
public final class Counters {

  private final AtomicLongArray values = new AtomicLongArray(Counter.values().length);

  /** Counts one more. */
  public void increment(Counter counter) {
    add(counter, 1);
  }

  /** Counts some more. */
  public void add(Counter counter, long count) {
    values.addAndGet(counter.ordinal(), count);
  }

  /** Notes how many there are. */
  void set(Counter counter, long value) {
    values.lazySet(counter.ordinal(), value);
  }

  /** How many there were, or are. */
  public long get(Counter counter) {
    return values.get(counter.ordinal());
  }
}
