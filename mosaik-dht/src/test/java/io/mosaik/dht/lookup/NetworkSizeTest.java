package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.Subnets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How well the size of a network is guessed, and how far one looks because of it. */
class NetworkSizeTest {

  private final Random random = new Random(11);
  private final NetworkSize size = new NetworkSize();

  @Test
  void beforeTheFirstLookupItIsUnknown() {
    assertEquals(OptionalLong.empty(), size.estimate());
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200, 5000})
  void someLookupsTellTheSizeToWithinAFifth(int nodes) {
    List<NodeInfo> network = network(nodes);
    for (int i = 0; i < NetworkSize.MAX_SAMPLES; i++) {
      observe(NodeId.random(random), network);
    }
    double ratio = (double) size.estimate().getAsLong() / nodes;
    assertTrue(ratio > 0.8 && ratio < 1.2, () -> size.estimate() + " of " + nodes);
  }

  @Test
  void aNetworkThatAnswersAsAWholeIsCounted() {
    observe(NodeId.random(random), network(7));
    assertEquals(OptionalLong.of(7), size.estimate());
  }

  @Test
  void aLookupThatIsNotConclusiveTellsNothing() {
    size.observe(NodeId.random(random), new LookupOutcome(network(7), List.of(), 20, 7, false));
    assertEquals(OptionalLong.empty(), size.estimate());
  }

  @Test
  void attacksOnFewTargetsDoNotMoveTheEstimate() {
    List<NodeInfo> network = network(500);
    for (int i = 0; i < 7; i++) {
      observe(NodeId.random(random), network);
    }
    long before = size.estimate().getAsLong();
    for (int i = 0; i < 3; i++) {
      NodeId target = NodeId.random(random);
      List<NodeInfo> crowd = new ArrayList<>(network);
      for (int j = 0; j < 20; j++) {
        crowd.add(new NodeInfo(target, address(j)));
      }
      observe(target, crowd);
    }
    double ratio = (double) size.estimate().getAsLong() / before;
    assertTrue(ratio > 0.5 && ratio < 2, () -> before + " became " + size.estimate());
  }

  @Test
  void aTargetThatIsLookedUpAgainAndAgainCountsOnce() {
    List<NodeInfo> network = network(500);
    for (int i = 0; i < 3; i++) {
      observe(NodeId.random(random), network);
    }
    long before = size.estimate().getAsLong();
    NodeId own = NodeId.random(random);
    for (int i = 0; i < 100; i++) {
      observe(own, network(50));
    }
    assertTrue(size.estimate().getAsLong() > before / 2, () -> before + " now " + size.estimate());
  }

  @Test
  void onlyTheLatestLookupsCount() {
    for (int i = 0; i < 10; i++) {
      observe(NodeId.random(random), network(7));
    }
    List<NodeInfo> grown = network(1000);
    for (int i = 0; i < NetworkSize.MAX_SAMPLES; i++) {
      observe(NodeId.random(random), grown);
    }
    assertTrue(size.estimate().getAsLong() > 700, () -> "still " + size.estimate());
  }

  @Test
  void theTwentyClosestSufficeInPracticallyEveryLookupThatIsNotAttacked() {
    List<NodeInfo> network = network(1000);
    observe(NodeId.random(random), network);
    int more = 0;
    for (int i = 0; i < 1000; i++) {
      NodeId target = NodeId.random(random);
      more += needed(target, sorted(target, network)) - Lookup.CLOSEST;
    }
    int extra = more;
    assertTrue(extra < 500, () -> extra + " more nodes in 1000 lookups");
  }

  @Test
  void aCrowdAroundTheTargetDoesNotSuffice() {
    List<NodeInfo> network = network(1000);
    observe(NodeId.random(random), network);
    NodeId target = NodeId.random(random);
    List<NodeInfo> crowd = new ArrayList<>(network);
    for (int i = 0; i < 20; i++) {
      crowd.add(new NodeInfo(target, address(i)));
    }
    int needed = needed(target, sorted(target, crowd));
    assertTrue(needed >= 24, () -> "only " + (needed - 20) + " honest nodes");
  }

  @Test
  void nodesOfOneBlockOfAddressesDoNotSufficeHoweverFarTheyReach() {
    List<NodeInfo> network = network(1000);
    observe(NodeId.random(random), network);
    Coverage.Tally tally = size.start();
    int block = Subnets.blockOf(InetAddresses.forString("66.6.6.6"));
    for (int i = 0; i < 100; i++) {
      assertFalse(tally.add(0.5, block));
    }
    for (int other = 0; !tally.add(0.5, other); other++) {
      assertTrue(other < 20);
    }
  }

  @Test
  void whereAllNodesShareAnAddressTheTwentyClosestSuffice() {
    List<NodeInfo> network =
        Stream.generate(() -> NodeId.random(random))
            .limit(300)
            .map(id -> new NodeInfo(id, new InetSocketAddress("127.0.0.1", 1 + port())))
            .toList();
    observe(NodeId.random(random), network);
    NodeId target = NodeId.random(random);
    assertEquals(Lookup.CLOSEST, needed(target, sorted(target, network)));
  }

  @Test
  void beforeTheFirstLookupTheTwentyClosestSuffice() {
    NodeId target = NodeId.random(random);
    assertEquals(Lookup.CLOSEST, needed(target, sorted(target, network(10_000))));
  }

  private int needed(NodeId target, List<NodeInfo> sorted) {
    Coverage.Tally tally = size.start();
    int count = 0;
    for (NodeInfo node : sorted) {
      count++;
      InetAddress address = node.address().getAddress();
      if (tally.add(target.distanceShare(node.id()), Subnets.blockOf(address))) {
        return count;
      }
    }
    throw new AssertionError("not even all " + count + " suffice");
  }

  private void observe(NodeId target, List<NodeInfo> network) {
    List<NodeInfo> closest = sorted(target, network).stream().limit(Lookup.CLOSEST).toList();
    size.observe(
        target, new LookupOutcome(closest, List.of(), closest.size(), closest.size(), true));
  }

  private static List<NodeInfo> sorted(NodeId target, List<NodeInfo> network) {
    return network.stream()
        .sorted(Comparator.comparing(NodeInfo::id, target.byDistance()))
        .toList();
  }

  private List<NodeInfo> network(int nodes) {
    return Stream.generate(() -> new NodeInfo(NodeId.random(random), address(port())))
        .limit(nodes)
        .toList();
  }

  private int port() {
    return random.nextInt(65_000);
  }

  private InetSocketAddress address(int port) {
    String host = (1 + random.nextInt(200)) + "." + random.nextInt(256) + ".3.4";
    return new InetSocketAddress(InetAddresses.forString(host), 1 + port);
  }
}
