package io.mosaik.pkarr.relay;

import io.mosaik.api.PublicKey;
import io.mosaik.api.time.Deadline;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers what came of the last questions, to tell whose question is urgent when not all of them
 * fit into the budget at once. Bounded; confined to the core's thread.
 */
final class KeyHistory {

  /** Several networks' worth of slots; ours. */
  static final int MAX_KEYS = 256;

  private record Past(boolean written, boolean found, Deadline answered) {}

  private final Map<PublicKey, Past> keys =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, Past> eldest) {
          return size() > MAX_KEYS;
        }
      };

  void written(PublicKey key, Deadline now) {
    keys.put(key, new Past(true, true, now));
  }

  void answered(PublicKey key, boolean found, Deadline now) {
    Past before = keys.get(key);
    keys.put(key, new Past(found && before != null && before.written(), found, now));
  }

  /**
   * How urgent it is to read a key: first what we wrote ourselves, then where somebody was found,
   * then what was never answered, then what was empty, and of those the longest ago.
   */
  Urgency ofRead(PublicKey key) {
    Past past = keys.get(key);
    if (past == null) {
      return Urgency.UNKNOWN;
    }
    if (past.written()) {
      return Urgency.OURS;
    }
    return past.found() ? Urgency.FOUND : new Urgency(Urgency.EMPTY_BAND, past.answered().nanos());
  }
}
