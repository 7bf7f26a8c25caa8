package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.routing.AddressScope;
import io.mosaik.dht.routing.Subnets;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Record of how many of the nodes that a node named have answered. A node that names none but dead
 * ones slows every lookup down that listens to it; what it names is asked last. All nodes of one
 * public subnet share a record.
 *
 * <p>Confined to the core's thread. Bounded: the {@value #MAX_HISTORIES} histories used last.
 */
public final class Referrers {

  /** Our choice: more than the nodes that a scan of all slots talks to. */
  static final int MAX_HISTORIES = 1024;

  /** How many failures there must be before a record counts. Our choice: loss makes a few. */
  static final int LEAST_FAILURES = 5;

  /** How many failures one answer outweighs. Our choice. */
  static final int FAILURES_PER_ANSWER = 3;

  /** When the counts are halved, so that a good name does not last for ever. Our choice. */
  static final int MOST_COUNTED = 32;

  /** How long a record lasts after its last change. Our choice. */
  static final Duration MEMORY = Duration.ofMinutes(10);

  /** How many named nodes are asked at once before the first one has answered. Our choice. */
  static final int UNPROVEN_SHARE = 3;

  /** How many named nodes are asked at once for one referrer in one lookup. Our choice. */
  static final int PROVEN_SHARE = 8;

  private final Map<Object, History> histories =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, History> eldest) {
          return size() > MAX_HISTORIES;
        }
      };

  /** Returns the record of what a node at this address named. */
  History of(InetSocketAddress referrer, Deadline now) {
    return find(isPublic(referrer) ? Subnets.networkOf(referrer.getAddress()) : referrer, now);
  }

  static boolean isPublic(InetSocketAddress address) {
    return AddressScope.of(address.getAddress()) == AddressScope.PUBLIC;
  }

  private History find(Object key, Deadline now) {
    History known = histories.get(key);
    if (known != null && !known.changedAt.plus(MEMORY).hasPassed(now)) {
      return known;
    }
    History unknown = new History(now);
    histories.put(key, unknown);
    return unknown;
  }

  /** How many named nodes answered, and how many did not. */
  static final class History {
    private int answered;
    private int failed;
    private Deadline changedAt;

    History(Deadline now) {
      changedAt = now;
    }

    void answered(Deadline now) {
      answered++;
      changed(now);
    }

    void failed(Deadline now) {
      failed++;
      changed(now);
    }

    /** A node that was counted as failed has answered after all. */
    void answeredLate(Deadline now) {
      failed = Math.max(0, failed - 1);
      answered(now);
    }

    boolean isDistrusted() {
      return failed >= LEAST_FAILURES && failed > FAILURES_PER_ANSWER * answered;
    }

    /** Returns how many of the named nodes may be asked at once. */
    int share() {
      return answered > 0 && failed <= answered ? PROVEN_SHARE : UNPROVEN_SHARE;
    }

    private void changed(Deadline now) {
      changedAt = now;
      if (answered + failed > MOST_COUNTED) {
        answered /= 2;
        failed /= 2;
      }
    }
  }
}
