package io.mosaik.dht.lookup;

import io.mosaik.dht.krpc.ResponseBody;

/**
 * Picks what a lookup is after out of the answers. Verifies it, too: what it keeps is true.
 *
 * <p>Confined to its lookup's thread.
 */
public interface ValueCollector {

  /** Looks at an answer. */
  Finding offer(ResponseBody body);

  /** Whether no further answer could bring anything new. */
  default boolean isSatisfied() {
    return false;
  }

  /** Collects nothing: the way is the goal. */
  static ValueCollector none() {
    return body -> Finding.NOTHING;
  }
}
