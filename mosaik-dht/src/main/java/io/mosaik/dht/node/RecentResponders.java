package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.lookup.LookupOutcome;
import io.mosaik.dht.lookup.Responder;
import io.mosaik.dht.routing.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who answered the latest lookups, and with which tokens: a put soon after needs no lookup of its
 * own.
 *
 * <p>Confined to the core's thread. Bounded: the {@value #MAX_TARGETS} targets used last.
 */
final class RecentResponders {

  /** How long a token may be used. BEP 44 and mainline: nodes accept theirs for 5 to 10 minutes. */
  static final Duration FRESH_FOR = Duration.ofMinutes(5);

  /** The slots of some networks. Our choice. */
  static final int MAX_TARGETS = 128;

  private final Map<NodeId, Remembered> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Remembered> eldest) {
          return size() > MAX_TARGETS;
        }
      };

  private record Remembered(List<Responder> responders, Deadline expires) {}

  /** Remembers the end of a lookup, if it is to be believed. */
  void remember(NodeId target, LookupOutcome outcome, Deadline now) {
    if (outcome.conclusive()) {
      put(target, outcome.responders(), now);
    }
  }

  /** Remembers who answered. */
  void put(NodeId target, List<Responder> responders, Deadline now) {
    if (!responders.isEmpty()) {
      entries.put(target, new Remembered(responders, now.plus(FRESH_FOR)));
    }
  }

  /** Those who answered, if that is not too long ago. */
  Optional<List<Responder>> find(NodeId target, Deadline now) {
    Remembered entry = entries.get(target);
    if (entry != null && entry.expires().hasPassed(now)) {
      entries.remove(target);
      return Optional.empty();
    }
    return Optional.ofNullable(entry).map(Remembered::responders);
  }

  /** Forgets what did not work. */
  void remove(NodeId target) {
    entries.remove(target);
  }
}
