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

  /** Notes a value that replaces the one before. */
  void set(Counter counter, long value) {
    values.lazySet(counter.ordinal(), value);
  }

  /** What one of several cores contributes to a number. */
  Gauge gauge(Counter counter) {
    return new Gauge(counter);
  }

  /** How many there were, or are. */
  public long get(Counter counter) {
    return values.get(counter.ordinal());
  }

  /**
   * One part of a number that is the sum of its parts.
   *
   * <p>Confined to the core's thread.
   */
  final class Gauge {
    private final Counter counter;
    private long last;

    private Gauge(Counter counter) {
      this.counter = counter;
    }

    /** Notes how many there are. */
    void set(long value) {
      if (value != last) {
        add(counter, value - last);
        last = value;
      }
    }
  }
}
