package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.lookup.Lookup;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.storage.ItemStore;
import java.util.List;
import java.util.Optional;

/**
 * What a node finds with itself when it looks something up, and leaves with itself of the mutable
 * items that it stores: a lookup does not ask its own node, but others do. Confined to the core's
 * thread.
 *
 * <p>A mutable item counts only if others ask us for it, too. Farther from its target it may be a
 * leftover of a network that was smaller, of a write that lost, or of an id that we had before (BEP
 * 42): we alone would take it for the most recent one.
 */
final class OwnItems {

  private final ItemStore items;
  private final RoutingTable table;
  private final Role role;

  OwnItems(ItemStore items, RoutingTable table, Role role) {
    this.items = items;
    this.table = table;
    this.role = role;
  }

  Optional<MutableItem> mutable(NodeId target, Deadline now) {
    return items.mutable(target, now).filter(item -> isAskedFor(target));
  }

  /** The other nodes have stored an item of ours: without us there would be a gap among them. */
  void stored(MutableItem item, Deadline now) {
    if (isAskedFor(item.target())) {
      items.keep(item, now);
    }
  }

  /** Its target vouches for an immutable value, wherever it is found. */
  Optional<BencodedValue> immutable(NodeId target, Deadline now) {
    return items.immutable(target, now);
  }

  private boolean isAskedFor(NodeId target) {
    if (!role.isReached()) {
      return false;
    }
    List<NodeInfo> closest = table.closest(target, Lookup.CLOSEST);
    return closest.size() < Lookup.CLOSEST
        || target.compareDistance(table.self(), closest.get(Lookup.CLOSEST - 1).id()) < 0;
  }
}
