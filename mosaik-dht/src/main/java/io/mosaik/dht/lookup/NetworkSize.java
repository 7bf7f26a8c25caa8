package io.mosaik.dht.lookup;

import io.mosaik.dht.routing.AddressScope;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.Subnets;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * Estimates how many nodes the network has, and draws from it how far around a target one has to
 * look so that nobody can hide it behind nodes of their own.
 *
 * <p><b>The estimate.</b> Ids are spread evenly. The i-th closest of n nodes is therefore about i /
 * (n + 1) of the whole space away, and the n that fits the 20 closest best, by least squares, is an
 * estimate (mainline does the same). The median over several lookups rules, not the mean: one
 * target that is under attack would drive the mean anywhere. For the same reason only lookups of
 * points that we chose count, which nobody could know beforehand, and few nodes of one subnet.
 *
 * <p><b>The rule</b> (mainline: "vertical Sybil attacks"). Whoever wants to hide an item, or to
 * swallow what is written, puts nodes right around its target, and the 20 closest are theirs. So it
 * takes, beyond these, all nodes within the distance at which ten honest ones are to be expected,
 * and as many different blocks of addresses as half of what is usual. mainline expects twenty and
 * asks for as many blocks as usual, which costs it a few nodes more in half of all lookups. With us
 * the 20 closest suffice in practically every lookup that is not attacked, and of the ten nodes all
 * are missing with a probability of e^-10.
 *
 * <p>Confined to the core's thread. Bounded: {@value #MAX_SAMPLES} samples.
 */
public final class NetworkSize implements Coverage {

  /** How many honest nodes are expected where one has to look. */
  static final int EXPECTED_NODES = 10;

  /** How many lookups are remembered: hours of them. Our choice. */
  static final int MAX_SAMPLES = 32;

  /**
   * What is assumed before the first lookup: more than the public network ever had, so that the
   * first one asks no more nodes than needed. Whoever crowds around a target then hides it, so
   * nothing is read or written on this assumption alone ({@link #isEstablished}).
   */
  private static final double UNKNOWN = 20_000_000;

  /** How many nodes of one public subnet a lookup's estimate may rest on. Our choice. */
  private static final int MOST_NEIGHBOURS = 4;

  /** Beyond this an estimate is an attack. */
  private static final double MOST = 1L << 40;

  /** Where to look at most, as a part of all space: the network may have grown meanwhile. */
  private static final double FARTHEST = 0.25;

  private final Map<NodeId, Sample> samples = new LinkedHashMap<>();
  private final int expectedNodes;
  private double nodes;
  private double farEnough;
  private int enoughBlocks;
  private boolean pending;

  private record Sample(double nodes, double blocks) {}

  /** Starts without knowledge. */
  public NetworkSize() {
    this(EXPECTED_NODES);
  }

  /**
   * Starts without knowledge, with another rule.
   *
   * @param expectedNodes how many honest nodes are expected where one has to look; 0 for no rule
   */
  public NetworkSize(int expectedNodes) {
    this.expectedNodes = expectedNodes;
    draw();
  }

  /**
   * Learns from the end of a lookup.
   *
   * @param target what was looked up; nobody must have known it beforehand
   */
  public void observe(NodeId target, LookupOutcome outcome) {
    if (!outcome.conclusive()) {
      return;
    }
    samples.remove(target);
    samples.put(target, new Sample(nodes(target, outcome.closest()), blocks(outcome.closest())));
    if (samples.size() > MAX_SAMPLES) {
      samples.remove(samples.keySet().iterator().next());
    }
    draw();
  }

  /** How many nodes the network has, ourselves not counted; empty before the first lookup. */
  public OptionalLong estimate() {
    return samples.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.round(nodes));
  }

  /**
   * Notes whether a lookup is under way that {@link #observe} will hear of. Before the first
   * estimate, reads and writes wait for its end.
   */
  public void pending(boolean underWay) {
    pending = underWay;
  }

  @Override
  public boolean isPending() {
    return pending && !isEstablished();
  }

  /** Whether there is an estimate. Without a rule none is needed. */
  @Override
  public boolean isEstablished() {
    return !samples.isEmpty() || expectedNodes == 0;
  }

  @Override
  public Tally start() {
    return new Tally() {
      private int count;
      private long seen;
      private boolean isFar;

      @Override
      public boolean add(double distance, int block) {
        count++;
        seen |= 1L << block;
        isFar = isFar || distance >= farEnough;
        return count >= Lookup.CLOSEST && isFar && Long.bitCount(seen) >= enoughBlocks;
      }
    };
  }

  private void draw() {
    nodes = samples.isEmpty() ? UNKNOWN : median(Sample::nodes);
    double blocks = samples.isEmpty() || expectedNodes == 0 ? 0 : median(Sample::blocks);
    farEnough = Math.min(FARTHEST, expectedNodes / (nodes + 1));
    enoughBlocks = (int) (blocks / 2);
  }

  private double median(ToDoubleFunction<Sample> value) {
    double[] sorted = samples.values().stream().mapToDouble(value).sorted().toArray();
    return sorted[(sorted.length - 1) / 2]; // an attack can only make it seem larger
  }

  private static double nodes(NodeId target, List<NodeInfo> closest) {
    if (closest.size() < Lookup.CLOSEST) {
      return closest.size(); // there are no others
    }
    double squares = 0;
    double distances = 0;
    int i = 0;
    for (NodeInfo node : closest) {
      if (!isOneOfTooMany(node, closest)) {
        i++;
        squares += (double) i * i;
        distances += i * target.distanceShare(node.id());
      }
    }
    return Math.min(MOST, squares / distances - 1);
  }

  private static boolean isOneOfTooMany(NodeInfo node, List<NodeInfo> closest) {
    InetAddress address = node.address().getAddress();
    return AddressScope.of(address) == AddressScope.PUBLIC
        && closest.stream()
            .takeWhile(closer -> closer != node)
            .filter(closer -> Subnets.areNeighbours(closer.address().getAddress(), address))
            .skip(MOST_NEIGHBOURS - 1)
            .findAny()
            .isPresent();
  }

  private static int blocks(List<NodeInfo> nodes) {
    long blocks = 0;
    for (NodeInfo node : nodes) {
      blocks |= 1L << Subnets.blockOf(node.address().getAddress());
    }
    return Long.bitCount(blocks);
  }
}
