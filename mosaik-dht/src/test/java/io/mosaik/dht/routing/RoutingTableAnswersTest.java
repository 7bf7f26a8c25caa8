package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Seeds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a table tells to those who ask, whatever it remembers of what it has told before. */
class RoutingTableAnswersTest {

  private static final int MOST = RoutingTable.BUCKET_SIZE;

  /** After every change, and for askers of all kinds, against a search of the whole table. */
  @Test
  void areAlwaysTheClosestOfThoseThatTheAskingOneCanReach() {
    Seeds.check(
        random -> {
          RoutingTable table = new RoutingTable(NodeId.random(random));
          Deadline now = Deadline.ofNanos(0);
          for (int i = 0; i < 400; i++) {
            now = now.plus(Duration.ofSeconds(random.nextInt(3)));
            InetSocketAddress address = address(random);
            if (random.nextInt(3) == 0) {
              table.silent(address, now);
            } else {
              table.answered(new NodeInfo(NodeId.random(random), address), now);
            }
            InetSocketAddress asking = address(random);
            NodeId target = NodeId.random(random);
            int count = random.nextInt(4) == 0 ? 8 : MOST;
            assertEquals(
                naive(table, asking, target, count),
                new HashSet<>(table.closestFor(asking, target, count)));
          }
        });
  }

  @Test
  void tellOfNoNodeThatHasTurnedBad() {
    Random random = new Random(1);
    RoutingTable table = new RoutingTable(NodeId.random(random));
    Deadline now = Deadline.ofNanos(0);
    for (int i = 0; i < 500; i++) {
      table.answered(new NodeInfo(NodeId.random(random), address(random)), now);
    }
    InetSocketAddress asking = new InetSocketAddress(InetAddresses.forString("20.99.0.1"), 1);
    NodeId target = NodeId.random(random);
    NodeInfo told = table.closestFor(asking, target, MOST).get(0);
    table.silent(told.address(), now);
    assertTrue(table.closestFor(asking, target, MOST).contains(told));
    table.silent(told.address(), now.plus(Duration.ofMinutes(1)));
    assertFalse(table.closestFor(asking, target, MOST).contains(told));
  }

  private static Set<NodeInfo> naive(
      RoutingTable table, InetSocketAddress asking, NodeId target, int count) {
    List<NodeInfo> closest = table.closest(target, count + 1);
    return new HashSet<>(
        closest.stream()
            .filter(node -> !node.address().equals(asking))
            .filter(node -> AddressScope.isPlausible(node.address(), asking))
            .limit(count)
            .toList());
  }

  /** Few enough that addresses come again; of all scopes, most of them public. */
  private static InetSocketAddress address(Random random) {
    String host =
        switch (random.nextInt(12)) {
          case 0 -> "127.0.0." + (1 + random.nextInt(9));
          case 1 -> "10.0.0." + (1 + random.nextInt(9));
          default -> "20." + random.nextInt(200) + ".0.1";
        };
    return new InetSocketAddress(InetAddresses.forString(host), 1);
  }
}
