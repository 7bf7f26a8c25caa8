package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Twenty nodes of one /24 sit right beside a target, and the ten honest nodes closest to it hold
 * what is stored there.
 */
class CrowdedLookupTest {

  private static final Deadline NOW = Deadline.ofNanos(0);

  private final Random random = new Random(21);
  private final NodeId target = NodeId.random(random);
  private final List<NodeInfo> honest = sorted(1000);
  private final Set<NodeInfo> holders = new HashSet<>(honest.subList(0, 10));
  private final List<NodeInfo> crowd = crowd();

  @Test
  void whoAsksTheTwentyClosestMeetsNobodyElse() {
    assertEquals(0, holdersAsked(Coverage.closest()));
    assertEquals(0, holdersAsked(new NetworkSize(0)));
  }

  @Test
  void whoKnowsTheSizeOfTheNetworkMeetsThoseWhoHoldIt() {
    NetworkSize size = new NetworkSize();
    NodeId other = NodeId.random(random);
    List<NodeInfo> closest =
        honest.stream().sorted(Comparator.comparing(NodeInfo::id, other.byDistance())).toList();
    size.observe(other, new LookupOutcome(closest.subList(0, 20), List.of(), 20, 20, true));
    int asked = holdersAsked(size);
    assertTrue(asked >= 5, () -> asked + " holders asked, size " + size.estimate());
  }

  private int holdersAsked(Coverage coverage) {
    Lookup lookup =
        new Lookup(
            target,
            NodeId.random(random),
            Ping::new,
            ValueCollector.none(),
            false,
            new SilentNodes(),
            coverage,
            new Referrers());
    lookup.hear(crowd);
    lookup.hear(honest.subList(0, 40));
    Set<InetSocketAddress> asked = new HashSet<>();
    while (!lookup.isSettled()) {
      Ask ask = lookup.nextAsk(NOW).orElseThrow();
      asked.add(ask.to());
      lookup.answered(ask, answer(nodeAt(ask.to())), NOW);
    }
    return (int) holders.stream().filter(holder -> asked.contains(holder.address())).count();
  }

  private NodeInfo nodeAt(InetSocketAddress address) {
    return Stream.concat(crowd.stream(), honest.stream())
        .filter(node -> node.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  /** Honest nodes, each at an address of its own that its id fits. */
  private List<NodeInfo> sorted(int count) {
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(
          secure((1 + random.nextInt(60)) + "." + random.nextInt(256) + "." + i / 256 + ".1"));
    }
    nodes.sort(Comparator.comparing(NodeInfo::id, target.byDistance()));
    return nodes;
  }

  /** On a private network BEP 42 prescribes nothing: any id will do. */
  private List<NodeInfo> crowd() {
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      byte[] id = target.bytes().toArray();
      id[NodeId.SIZE - 1] ^= (byte) i;
      InetSocketAddress address =
          new InetSocketAddress(InetAddresses.forString("10.66.6." + i), 6881);
      nodes.add(new NodeInfo(new NodeId(Bytes.of(id)), address));
    }
    return nodes;
  }

  private NodeInfo secure(String host) {
    InetSocketAddress address =
        new InetSocketAddress(InetAddresses.forString(host), 1 + random.nextInt(65_000));
    return new NodeInfo(NodeId.secureFor(address.getAddress(), random), address);
  }

  private static Response answer(NodeInfo sender) {
    return new Response(
        Bytes.EMPTY, sender.id(), Optional.empty(), false, new ResponseBody.FoundNodes(List.of()));
  }
}
