package io.mosaik.dht.node.net;

import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.Resolution;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What each family said was stored under a target when it was last asked, so that each can be told
 * to swap what <em>it</em> has: the two DHTs know nothing of each other, and one may lag behind.
 *
 * <p>Confined to the event loop. Bounded: the {@value #MAX_TARGETS} targets used last.
 */
final class Swaps {

  /** The slots of some networks. Our choice. */
  static final int MAX_TARGETS = 128;

  /** The sequence number that stands for nothing at all. */
  private static final OptionalLong ABSENT = OptionalLong.of(0);

  private final Map<NodeId, Map<AddressFamily, OptionalLong>> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<NodeId, Map<AddressFamily, OptionalLong>> eldest) {
          return size() > MAX_TARGETS;
        }
      };

  /** A family has said what is stored, if anything. */
  void saw(NodeId target, AddressFamily family, OptionalLong seq) {
    seen.computeIfAbsent(target, none -> new EnumMap<>(AddressFamily.class)).put(family, seq);
  }

  /**
   * What to expect in a family.
   *
   * @param cas what is expected of both together, that is, the newest of what they have; empty for
   *     anything
   */
  OptionalLong expectedIn(AddressFamily family, NodeId target, OptionalLong cas) {
    Map<AddressFamily, OptionalLong> both = seen.getOrDefault(target, Map.of());
    boolean known = cas.isPresent() && both.containsValue(cas) && both.containsKey(family);
    if (!known) {
      return cas;
    }
    OptionalLong own = both.get(family);
    return own.isPresent() ? own : ABSENT;
  }

  /** The sequence number of what was found, if anything was. */
  static OptionalLong seqOf(Resolution resolution) {
    return resolution
        .newest()
        .map(packet -> OptionalLong.of(packet.timestamp().micros()))
        .orElse(OptionalLong.empty());
  }

  /** What an expectation is on the wire; empty for anything. */
  static OptionalLong casOf(Expected expected) {
    if (expected instanceof Expected.At at) {
      return OptionalLong.of(at.timestamp().micros());
    }
    return expected instanceof Expected.Absent ? ABSENT : OptionalLong.empty();
  }
}
