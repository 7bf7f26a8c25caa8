package io.mosaik.dht.routing;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The nodes that we know, more of them the closer they are to us (BEP 5, "Routing Table"). There is
 * a bucket for each number of leading bits that an id can share with ours, which comes to the same
 * as splitting buckets.
 *
 * <p>Only nodes that have answered get in. A node is good while it was heard in the last 15
 * minutes, then questionable, and bad after two unanswered queries. Bad ones are told to nobody and
 * give way to others, but are forgotten only when nothing was heard of them for half an hour: a few
 * minutes without network must not cost us the table.
 *
 * <p>Confined to its owner's thread.
 */
public final class RoutingTable {

  /** How many nodes a bucket holds, and how many an answer names. BEP 5 has 8, mainline 20. */
  public static final int BUCKET_SIZE = 20;

  /**
   * How many nodes of one public subnet a bucket holds: as many as BEP 5 gives to all. Whoever owns
   * one must not be all that we know of some part of the space.
   */
  static final int MAX_NEIGHBOURS = 8;

  /** How long a bucket may stay unchanged (BEP 5). */
  static final Duration REFRESH_AFTER = Duration.ofMinutes(15);

  /** How long we let a node be before we ask whether it is still there. */
  static final Duration PING_AFTER = Duration.ofMinutes(5);

  /** How long a bad node is remembered. Our choice. */
  static final Duration FORGET_AFTER = Duration.ofMinutes(30);

  private NodeId self;
  private final Bucket[] buckets = new Bucket[NodeId.BITS];
  private final Map<InetSocketAddress, RoutingEntry> byAddress = new HashMap<>();

  /** An empty table around our own id. */
  public RoutingTable(NodeId self) {
    this.self = self;
  }

  /** Our own id. */
  public NodeId self() {
    return self;
  }

  /** How many nodes the table holds, bad ones included. */
  public int size() {
    return byAddress.size();
  }

  /** How many nodes the table holds that are not bad. */
  public int alive() {
    int alive = 0;
    for (RoutingEntry entry : byAddress.values()) {
      alive += entry.isBad() ? 0 : 1;
    }
    return alive;
  }

  /** Whether the table holds no node that is not bad. As a rule the first one tells. */
  public boolean isDeserted() {
    for (RoutingEntry entry : byAddress.values()) {
      if (!entry.isBad()) {
        return false;
      }
    }
    return true;
  }

  /** The nodes that are not bad, in no order. */
  public List<NodeInfo> aliveNodes() {
    return byAddress.values().stream()
        .filter(entry -> !entry.isBad())
        .map(RoutingEntry::node)
        .toList();
  }

  /**
   * A node has answered a query of ours. Takes it in if there is a place.
   *
   * @return another node of its bucket that should be pinged, because it may have to give way
   */
  public Optional<NodeInfo> answered(NodeInfo node, Deadline now) {
    if (node.id().equals(self)) {
      return Optional.empty();
    }
    Bucket bucket = bucketOf(node.id(), now);
    RoutingEntry known = byAddress.get(node.address());
    if (known != null && known.node().id().equals(node.id())) {
      known.answered(now);
      bucket.changed();
      bucket.touch(now);
      return Optional.empty();
    }
    if (known != null) {
      remove(known); // the node has another id now
    }
    if (!isAdmissible(node, bucket)) {
      return Optional.empty();
    }
    boolean added = insert(new RoutingEntry(node, now), bucket);
    if (added) {
      bucket.touch(now);
    }
    return added ? Optional.empty() : bucket.questionable(now);
  }

  /**
   * A node that takes part in the network has asked us something.
   *
   * @return whether it should be pinged, because it is unknown and there may be a place for it
   */
  public boolean asked(NodeInfo node, Deadline now) {
    if (node.id().equals(self)) {
      return false;
    }
    RoutingEntry known = byAddress.get(node.address());
    if (known != null && known.node().id().equals(node.id())) {
      known.asked(now);
      return false;
    }
    Bucket bucket = buckets[self.sharedPrefixBits(node.id())];
    return bucket == null || !bucket.isFull() || bucket.hasQuestionable(now);
  }

  /** A query to this node timed out. */
  public void silent(InetSocketAddress address, Deadline now) {
    RoutingEntry entry = byAddress.get(address);
    if (entry == null) {
      return;
    }
    entry.silent(now);
    Bucket bucket = buckets[self.sharedPrefixBits(entry.node().id())];
    bucket.changed();
    if (entry.isBad() && bucket.isFull()) {
      bucket
          .pollWaiting()
          .filter(heir -> !byAddress.containsKey(heir.node().address()))
          .filter(heir -> isAdmissible(heir.node(), bucket))
          .ifPresent(heir -> insert(heir, bucket));
    }
  }

  /** The nodes closest to a point that are not bad; bad ones only if there are no others. */
  public List<NodeInfo> closest(NodeId target, int count) {
    return nearest(target, count, true);
  }

  /**
   * The nodes closest to a point, in no particular order, of which to tell somebody: those that can
   * be reached from there, but for the asking one itself.
   */
  public List<NodeInfo> closestFor(InetSocketAddress asking, NodeId target, int count) {
    Bucket own = buckets[Math.min(self.sharedPrefixBits(target), NodeId.BITS - 1)];
    if (own != null && own.told().nodes().size() == count && !byAddress.containsKey(asking)) {
      // All others are farther away: they differ from the target in a bit that these share.
      Bucket.Told told = own.told();
      if (told.narrowest().compareTo(AddressScope.of(asking.getAddress())) >= 0) {
        return told.nodes();
      }
    }
    List<NodeInfo> found = nearest(target, count + 1, false);
    found.removeIf(
        node -> node.address().equals(asking) || !AddressScope.isPlausible(node.address(), asking));
    if (found.size() > count) {
      found.remove(count);
    }
    return found;
  }

  /**
   * The nodes of whom nothing was heard for so long that they should be asked; forgets bad ones.
   */
  public List<NodeInfo> dueForPing(Deadline now) {
    byAddress.values().stream()
        .filter(entry -> entry.isBad() && entry.isSilentFor(FORGET_AFTER, now))
        .toList()
        .forEach(this::remove);
    return byAddress.values().stream()
        .filter(entry -> entry.isSilentFor(PING_AFTER, now))
        .map(RoutingEntry::node)
        .toList();
  }

  /** A random id in each bucket that has not changed for 15 minutes, to be looked up (BEP 5). */
  public List<NodeId> dueForRefresh(RandomGenerator random, Deadline now) {
    List<NodeId> targets = new ArrayList<>();
    for (int shared = 0; shared < buckets.length; shared++) {
      Bucket bucket = buckets[shared];
      if (bucket != null && bucket.isUnchangedFor(REFRESH_AFTER, now)) {
        bucket.touch(now);
        targets.add(randomIdSharing(shared, random));
      }
    }
    return targets;
  }

  /** We have another id: sorts all nodes anew. */
  public void moveTo(NodeId newSelf, Deadline now) {
    List<RoutingEntry> all = List.copyOf(byAddress.values());
    self = newSelf;
    byAddress.clear();
    Arrays.fill(buckets, null);
    for (RoutingEntry entry : all) {
      if (!entry.isBad() && !entry.node().id().equals(self)) {
        insert(entry, bucketOf(entry.node().id(), now));
      }
    }
  }

  /** If order does not matter, only the last one is sure to be farther away than all others. */
  private List<NodeInfo> nearest(NodeId target, int count, boolean ordered) {
    List<NodeInfo> alive = nearest(target, count, ordered, false);
    return alive.isEmpty() ? nearest(target, count, ordered, true) : alive;
  }

  private List<NodeInfo> nearest(NodeId target, int count, boolean ordered, boolean bad) {
    int own = Math.min(self.sharedPrefixBits(target), NodeId.BITS - 1);
    List<NodeInfo> found = new ArrayList<>(count);
    collect(nodesIn(own, own + 1, bad), target, count, ordered, found);
    if (found.size() < count) {
      // All further down share with the target exactly the bits that we share with it.
      collect(nodesIn(own + 1, buckets.length, bad), target, count, ordered, found);
    }
    for (int shared = own - 1; shared >= 0 && found.size() < count; shared--) {
      collect(nodesIn(shared, shared + 1, bad), target, count, ordered, found);
    }
    return found;
  }

  private List<NodeInfo> nodesIn(int from, int to, boolean bad) {
    List<NodeInfo> nodes = new ArrayList<>(BUCKET_SIZE);
    for (int index = from; index < to; index++) {
      if (buckets[index] != null) {
        nodes.addAll(bad ? buckets[index].bad() : buckets[index].told().nodes());
      }
    }
    return nodes;
  }

  /**
   * Appends nodes that are farther away than those that were found already, but not too many. Sorts
   * them only if it must: of answering a query that would be a good part.
   */
  private static void collect(
      List<NodeInfo> nodes, NodeId target, int count, boolean ordered, List<NodeInfo> found) {
    int room = count - found.size();
    if (ordered || nodes.size() >= room) {
      nodes.sort((a, b) -> target.compareDistance(a.id(), b.id()));
    }
    found.addAll(nodes.size() <= room ? nodes : nodes.subList(0, room));
  }

  private boolean insert(RoutingEntry entry, Bucket bucket) {
    boolean added = bucket.add(entry, evicted -> byAddress.remove(evicted.node().address()));
    if (added) {
      byAddress.put(entry.node().address(), entry);
    }
    return added;
  }

  /** Whether a node may get in. Nobody takes the id of a node that is still there. */
  private boolean isAdmissible(NodeInfo node, Bucket bucket) {
    Optional<RoutingEntry> namesake = bucket.find(node.id());
    if (namesake.isPresent()) {
      if (!namesake.get().isBad()) {
        return false;
      }
      remove(namesake.get());
    }
    return AddressScope.of(node.address().getAddress()) != AddressScope.PUBLIC
        || byAddress.values().stream().map(RoutingEntry::node).noneMatch(node::isRivalOf)
            && neighboursOf(node, bucket) < MAX_NEIGHBOURS;
  }

  private static long neighboursOf(NodeInfo node, Bucket bucket) {
    InetAddress address = node.address().getAddress();
    return bucket.entries().stream()
        .map(entry -> entry.node().address().getAddress())
        .filter(other -> Subnets.areNeighbours(other, address))
        .count();
  }

  private void remove(RoutingEntry entry) {
    byAddress.remove(entry.node().address());
    buckets[self.sharedPrefixBits(entry.node().id())].remove(entry);
  }

  private Bucket bucketOf(NodeId id, Deadline now) {
    int shared = self.sharedPrefixBits(id);
    if (buckets[shared] == null) {
      buckets[shared] = new Bucket(now);
    }
    return buckets[shared];
  }

  private NodeId randomIdSharing(int bits, RandomGenerator random) {
    byte[] id = new byte[NodeId.SIZE];
    random.nextBytes(id);
    for (int i = 0; i <= bits; i++) {
      int mask = 0x80 >>> (i % Byte.SIZE);
      boolean set = self.bit(i) ^ (i == bits);
      id[i / Byte.SIZE] = (byte) (set ? id[i / Byte.SIZE] | mask : id[i / Byte.SIZE] & ~mask);
    }
    return new NodeId(Bytes.of(id));
  }
}
