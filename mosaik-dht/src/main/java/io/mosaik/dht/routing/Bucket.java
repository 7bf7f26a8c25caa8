package io.mosaik.dht.routing;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The nodes whose ids share the same number of leading bits with ours, and a few that wait for a
 * place.
 *
 * <p>Confined to the table's thread. Bounded by {@link RoutingTable#BUCKET_SIZE} and {@link
 * #MAX_WAITING}.
 */
final class Bucket {

  /** How many nodes may wait for a place. Our choice. */
  static final int MAX_WAITING = 8;

  private final List<RoutingEntry> entries = new ArrayList<>(4);
  private final Deque<RoutingEntry> waiting = new ArrayDeque<>(1);
  private Optional<Told> told = Optional.empty();
  private Deadline lastChanged;

  /** Nobody becomes questionable before this, as long as nobody comes or turns bad. */
  private Optional<Deadline> allGoodUntil = Optional.empty();

  /**
   * What can be told of a bucket as long as nothing changes in it.
   *
   * @param nodes those that are not bad, in no order
   * @param narrowest the narrowest scope of their addresses
   */
  record Told(NodeList nodes, AddressScope narrowest) {}

  Bucket(Deadline now) {
    lastChanged = now;
  }

  List<RoutingEntry> entries() {
    return entries;
  }

  boolean isFull() {
    return entries.size() >= RoutingTable.BUCKET_SIZE;
  }

  boolean isUnchangedFor(Duration duration, Deadline now) {
    return lastChanged.plus(duration).hasPassed(now);
  }

  void touch(Deadline now) {
    lastChanged = now;
  }

  /** What to tell of this bucket. Remembered, because a server is asked for it all the time. */
  Told told() {
    if (told.isEmpty()) {
      NodeList alive =
          NodeList.copyOf(
              entries.stream().filter(entry -> !entry.isBad()).map(RoutingEntry::node).toList());
      AddressScope narrowest =
          alive.stream()
              .map(node -> AddressScope.of(node.address().getAddress()))
              .min(Comparator.naturalOrder())
              .orElse(AddressScope.UNUSABLE);
      told = Optional.of(new Told(alive, narrowest));
    }
    return told.get();
  }

  /** The bad nodes, of which to tell only if there are no others. */
  List<NodeInfo> bad() {
    return entries.stream().filter(RoutingEntry::isBad).map(RoutingEntry::node).toList();
  }

  /** A node has come or gone, or is bad now, or no longer. */
  void changed() {
    told = Optional.empty();
    allGoodUntil = Optional.empty();
  }

  Optional<RoutingEntry> find(NodeId id) {
    for (RoutingEntry entry : entries) {
      if (entry.node().id().equals(id)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /**
   * Takes a node in if there is a place, or one that a worse node can give up; else lets it wait.
   *
   * @param evicted is told who has given way
   * @return whether the node is in
   */
  boolean add(RoutingEntry entry, Consumer<RoutingEntry> evicted) {
    if (isFull()) {
      Optional<RoutingEntry> victim = victimFor(entry.node());
      if (victim.isEmpty()) {
        queue(entry);
        return false;
      }
      entries.remove(victim.get());
      evicted.accept(victim.get());
    }
    entries.add(entry);
    changed();
    return true;
  }

  void remove(RoutingEntry entry) {
    entries.remove(entry);
    changed();
  }

  /** The node that has waited the shortest time for a place. */
  Optional<RoutingEntry> pollWaiting() {
    return Optional.ofNullable(waiting.pollLast());
  }

  /** The one of whom we have heard nothing for the longest time, if that is long. */
  Optional<NodeInfo> questionable(Deadline now) {
    return entries.stream()
        .filter(entry -> !entry.isGood(now))
        .min(Comparator.comparing(RoutingEntry::lastHeard))
        .map(RoutingEntry::node);
  }

  /** Whether there is a node of whom we have heard nothing for long. */
  boolean hasQuestionable(Deadline now) {
    if (allGoodUntil.isPresent() && now.isBefore(allGoodUntil.get())) {
      return false;
    }
    Deadline earliest = Deadline.NEVER;
    for (RoutingEntry entry : entries) {
      if (!entry.isGood(now)) {
        return true;
      }
      earliest = Deadline.min(earliest, entry.goodUntil());
    }
    allGoodUntil = Optional.of(earliest);
    return false;
  }

  /** A bad node, or one whose id does not fit its address (BEP 42) for one whose id does. */
  private Optional<RoutingEntry> victimFor(NodeInfo node) {
    Optional<RoutingEntry> bad = entries.stream().filter(RoutingEntry::isBad).findFirst();
    if (bad.isPresent() || !node.isSecure()) {
      return bad;
    }
    return entries.stream().filter(entry -> !entry.node().isSecure()).findFirst();
  }

  private void queue(RoutingEntry entry) {
    waiting.removeIf(other -> other.node().address().equals(entry.node().address()));
    waiting.addLast(entry);
    if (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
    }
  }
}
