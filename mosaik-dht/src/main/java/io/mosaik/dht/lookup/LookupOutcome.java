package io.mosaik.dht.lookup;

import io.mosaik.dht.routing.NodeInfo;
import java.util.List;

/**
 * What came of a lookup.
 *
 * <p>Immutable.
 *
 * @param closest the nodes closest to the target that answered, at most 20, the closest first
 * @param responders the closest of those that permit to store, the closest first: 20, or as many
 *     more as it takes to be safe from those who crowd around a target
 * @param asked how many nodes were asked
 * @param answered how many of them answered properly
 * @param conclusive whether at least 8 of the 20 closest known nodes answered, or all of a smaller
 *     network, or any 20 when there was nobody left to wait for
 */
public record LookupOutcome(
    List<NodeInfo> closest,
    List<Responder> responders,
    int asked,
    int answered,
    boolean conclusive) {

  /** Copies the lists. */
  public LookupOutcome {
    closest = List.copyOf(closest);
    responders = List.copyOf(responders);
  }
}
