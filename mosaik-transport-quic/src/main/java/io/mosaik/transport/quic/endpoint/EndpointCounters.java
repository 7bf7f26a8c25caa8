package io.mosaik.transport.quic.endpoint;

/** What an endpoint has seen so far. Confined to the endpoint's thread. */
public final class EndpointCounters {

  private final long[] counts = new long[Counter.values().length];

  EndpointCounters() {}

  /** How much there was of something. */
  public long of(Counter counter) {
    return counts[counter.ordinal()];
  }

  void increment(Counter counter) {
    add(counter, 1);
  }

  void add(Counter counter, long more) {
    counts[counter.ordinal()] += more;
  }
}
