package io.mosaik.dht.routing;

import io.mosaik.api.time.Deadline;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nodes that let us wait, so that of many lookups only the first pays for a dead node. A short
 * memory: whoever answers, however late, is off the list, and after {@link #MEMORY} everybody gets
 * another chance.
 *
 * <p>Confined to its owner's thread. Bounded: the {@value #MAX_NODES} nodes that were silent last.
 */
public final class SilentNodes {

  /** How often a node must have let us wait, with no answer since. One lost datagram is no sign. */
  static final int STRIKES = 2;

  /** How long we remember. Our choice: longer than a scan of all slots, shorter than a restart. */
  static final Duration MEMORY = Duration.ofSeconds(30);

  static final int MAX_NODES = 1024;

  private final Map<InetSocketAddress, Silence> nodes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Silence> eldest) {
          return size() > MAX_NODES;
        }
      };

  /** An answer of this node did not come when it should have. */
  public void silent(InetSocketAddress node, Deadline now) {
    nodes.merge(
        node,
        new Silence(1, now),
        (old, one) -> old.isForgotten(now) ? one : new Silence(old.strikes + 1, now));
  }

  /** This node has answered. */
  public void answered(InetSocketAddress node) {
    nodes.remove(node);
  }

  /** Whether to expect nothing from this node. */
  public boolean contains(InetSocketAddress node, Deadline now) {
    Silence silence = nodes.get(node);
    return silence != null && silence.strikes >= STRIKES && !silence.isForgotten(now);
  }

  private record Silence(int strikes, Deadline last) {
    boolean isForgotten(Deadline now) {
      return last.plus(MEMORY).hasPassed(now);
    }
  }
}
