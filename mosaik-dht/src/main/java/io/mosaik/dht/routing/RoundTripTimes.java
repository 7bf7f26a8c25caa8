package io.mosaik.dht.routing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long nodes take to answer: each of those heard most recently by itself, and all together for
 * those never heard. The patience with a node follows from it, so that on a fast network a dead
 * node costs tens of milliseconds, and on a slow one nobody is given up too early.
 *
 * <p>Confined to its owner's thread. Bounded: remembers the {@value #MAX_NODES} nodes heard last.
 */
public final class RoundTripTimes {

  /** Enough for the nodes that sixteen lookups end at. Our choice. */
  static final int MAX_NODES = 512;

  private static final int NODE_SHIFT = 3;

  /** Nodes differ more from each other than one from itself, so one of them says less of all. */
  private static final int GLOBAL_SHIFT = 4;

  private final long initialNanos;
  private final long leastNanos;
  private final long mostNanos;
  private final RoundTripEstimator global = new RoundTripEstimator(GLOBAL_SHIFT);
  private final Map<InetSocketAddress, RoundTripEstimator> nodes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<InetSocketAddress, RoundTripEstimator> eldest) {
          return size() > MAX_NODES;
        }
      };

  /**
   * Starts knowing nothing.
   *
   * @param initial the patience before anybody has answered
   * @param least the least patience
   * @param most the greatest patience
   */
  public RoundTripTimes(Duration initial, Duration least, Duration most) {
    initialNanos = initial.toNanos();
    leastNanos = least.toNanos();
    mostNanos = most.toNanos();
  }

  /**
   * A node has answered after this many nanoseconds. A single very late answer says little about
   * the others; if there are many, the patience with strangers doubles with each of them.
   */
  public void sample(InetSocketAddress node, long nanos) {
    global.sample(global.isEmpty() ? nanos : Math.min(nanos, 2 * strangersPatienceNanos()));
    nodes.computeIfAbsent(node, unknown -> new RoundTripEstimator(NODE_SHIFT)).sample(nanos);
  }

  /** Whether this node has answered, as far as we remember. */
  public boolean knows(InetSocketAddress node) {
    return nodes.containsKey(node);
  }

  /** The patience with a node, in nanoseconds. It changes with every sample. */
  public long patienceNanos(InetSocketAddress node) {
    RoundTripEstimator own = nodes.get(node);
    return own == null ? strangersPatienceNanos() : clamp(own.patience());
  }

  /** The patience with a node that has never answered, in nanoseconds. */
  public long strangersPatienceNanos() {
    return clamp(global.isEmpty() ? initialNanos : global.patience());
  }

  /** The smoothed round-trip time over all nodes; empty before the first answer. */
  public Optional<Duration> smoothed() {
    return global.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(global.smoothed()));
  }

  private long clamp(long nanos) {
    return Math.max(leastNanos, Math.min(mostNanos, nanos));
  }
}
