package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Seeds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutingTableTest {

  private static final NodeId SELF = new NodeId(Bytes.of(new byte[NodeId.SIZE]));
  private static final Deadline START = Deadline.ofNanos(0);

  private final Random random = new Random(4444);
  private final RoutingTable table = new RoutingTable(SELF);

  @Test
  void weAreNotInOurOwnTable() {
    table.answered(new NodeInfo(SELF, address(1)), START);
    assertEquals(0, table.size());
  }

  @Test
  void aBucketHoldsTwentyNodes() {
    for (int i = 0; i < 50; i++) {
      table.answered(farNode(i), START);
    }
    assertEquals(RoutingTable.BUCKET_SIZE, table.size());
  }

  @Test
  void aPublicSubnetGetsEightPlacesOfABucket() {
    for (int i = 1; i <= 20; i++) {
      table.answered(insecure("66.6.6." + i), START);
    }
    assertEquals(RoutingTable.MAX_NEIGHBOURS, table.size());
    table.answered(insecure("66.6.7.1"), START);
    assertEquals(RoutingTable.MAX_NEIGHBOURS + 1, table.size());
  }

  @Test
  void theClosestAreTheClosestOfAllInTheTable() {
    Seeds.check(
        chance -> {
          RoutingTable any = new RoutingTable(NodeId.random(chance));
          List<NodeInfo> all = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            NodeInfo node = new NodeInfo(NodeId.random(chance), address(i));
            int before = any.size();
            any.answered(node, START);
            if (any.size() > before) {
              all.add(node);
            }
          }
          NodeId target = NodeId.random(chance);
          all.sort(Comparator.comparing(NodeInfo::id, target.byDistance()));
          int count = 1 + chance.nextInt(30);
          assertEquals(all.subList(0, Math.min(count, all.size())), any.closest(target, count));
        });
  }

  @Test
  void twoUnansweredQueriesMakeANodeBadAndAnAnswerMakesItGoodAgain() {
    NodeInfo node = farNode(1);
    NodeInfo other = farNode(2);
    table.answered(node, START);
    table.answered(other, START);
    fail(node, START);
    assertEquals(List.of(other), table.closest(node.id(), 20));
    assertEquals(1, table.alive());

    table.answered(node, START.plus(Duration.ofMinutes(1)));
    assertEquals(List.of(node, other), table.closest(node.id(), 20));
  }

  @Test
  void queriesThatGoUnansweredTogetherCountAsOne() {
    NodeInfo node = farNode(1);
    table.answered(node, START);
    for (int i = 0; i < 10; i++) {
      table.silent(node.address(), START);
    }
    assertEquals(1, table.alive());
  }

  @Test
  void ifAllAreBadTheyAreStillBetterThanNobody() {
    NodeInfo node = farNode(1);
    table.answered(node, START);
    fail(node, START);
    assertEquals(List.of(node), table.closest(SELF, 20));
  }

  @Test
  void aBadNodeGivesWayToANewOne() {
    fillFarBucket();
    NodeInfo victim = farNode(3);
    fail(victim, START);
    NodeInfo heir = farNode(100);
    table.answered(heir, START);
    assertTrue(table.closest(heir.id(), 30).contains(heir));
    assertFalse(table.closest(victim.id(), 30).contains(victim));
  }

  @Test
  void aNodeThatWaitsTakesThePlaceOfOneThatTurnsBad() {
    fillFarBucket();
    NodeInfo waiting = farNode(100);
    assertEquals(Optional.empty(), table.answered(waiting, START));
    fail(farNode(3), START);
    assertTrue(table.closest(waiting.id(), 30).contains(waiting));
  }

  @Test
  void aQuestionableNodeIsToBePingedBeforeItGivesWay() {
    fillFarBucket();
    Deadline later = START.plus(RoutingEntry.GOOD_FOR);
    assertTrue(table.answered(farNode(100), later).isPresent());
  }

  @Test
  void whoAsksUsIsWorthAPingIfThereIsAPlace() {
    NodeInfo node = farNode(1);
    assertTrue(table.asked(node, START));
    table.answered(node, START);
    assertFalse(table.asked(node, START), "known already");
    fillFarBucket();
    assertFalse(table.asked(farNode(100), START), "no place");
  }

  @Test
  void thereIsAPlaceInAFullBucketAsSoonAsANodeOfItIsQuestionable() {
    fillFarBucket();
    NodeInfo stranger = farNode(100);
    Deadline later = START.plus(RoutingEntry.GOOD_FOR);
    assertFalse(table.asked(stranger, START));
    assertFalse(table.asked(stranger, later.plusNanos(-1)));
    assertTrue(table.asked(stranger, later));
    table.closest(SELF, RoutingTable.BUCKET_SIZE).forEach(node -> table.answered(node, later));
    assertFalse(table.asked(stranger, later));
    fail(table.closest(SELF, 1).get(0), later);
    assertTrue(table.asked(stranger, later));
  }

  @Test
  void nobodyTakesTheIdOfANodeThatIsStillThere() {
    NodeInfo node = farNode(1);
    table.answered(node, START);
    table.answered(new NodeInfo(node.id(), address(77)), START);
    assertEquals(List.of(node), table.closest(node.id(), 20));
  }

  @Test
  void aNodeThatChangesItsIdIsOneNode() {
    NodeInfo node = farNode(1);
    NodeInfo renamed = new NodeInfo(farNode(2).id(), node.address());
    table.answered(node, START);
    table.answered(renamed, START);
    assertEquals(List.of(renamed), table.closest(SELF, 20));
  }

  @Test
  void aPublicAddressHasOneNodeWhoseIdDoesNotFit() {
    for (int port = 1; port <= 10; port++) {
      table.answered(
          new NodeInfo(
              farNode(port).id(), new InetSocketAddress(InetAddresses.forString("20.1.2.3"), port)),
          START);
    }
    assertEquals(1, table.size());
  }

  @Test
  void nodesNotHeardForFiveMinutesAreDueForAPing() {
    NodeInfo node = farNode(1);
    table.answered(node, START);
    assertEquals(List.of(), table.dueForPing(START.plus(Duration.ofMinutes(4))));
    assertEquals(List.of(node), table.dueForPing(START.plus(Duration.ofMinutes(5))));
  }

  @Test
  void badNodesAreForgottenAfterHalfAnHour() {
    NodeInfo node = farNode(1);
    table.answered(node, START);
    fail(node, START);
    table.dueForPing(START.plus(Duration.ofMinutes(29)));
    assertEquals(1, table.size());
    table.dueForPing(START.plus(Duration.ofMinutes(30)));
    assertEquals(0, table.size());
  }

  @Test
  void bucketsUnchangedForFifteenMinutesAreRefreshedInTheirOwnRange() {
    table.answered(farNode(1), START);
    assertEquals(List.of(), table.dueForRefresh(random, START.plus(Duration.ofMinutes(14))));
    List<NodeId> due = table.dueForRefresh(random, START.plus(Duration.ofMinutes(15)));
    assertEquals(1, due.size());
    assertEquals(0, SELF.sharedPrefixBits(due.get(0)));
    assertEquals(List.of(), table.dueForRefresh(random, START.plus(Duration.ofMinutes(16))));
  }

  @Test
  void withAnotherIdOfOursAllNodesAreKept() {
    fillFarBucket();
    NodeId moved = NodeId.random(random);
    table.moveTo(moved, START);
    assertEquals(moved, table.self());
    assertEquals(RoutingTable.BUCKET_SIZE, table.closest(moved, 30).size());
  }

  private void fillFarBucket() {
    for (int i = 0; i < RoutingTable.BUCKET_SIZE; i++) {
      table.answered(farNode(i), START);
    }
  }

  private void fail(NodeInfo node, Deadline now) {
    table.silent(node.address(), now);
    table.silent(node.address(), now.plus(RoutingEntry.STRIKE_GAP));
  }

  /** A node that shares no bit with us, always the same for the same number. */
  private static NodeInfo farNode(int number) {
    byte[] id = new byte[NodeId.SIZE];
    new Random(number).nextBytes(id);
    id[0] |= (byte) 0x80;
    return new NodeInfo(new NodeId(Bytes.of(id)), address(number));
  }

  private NodeInfo insecure(String host) {
    byte[] id = new byte[NodeId.SIZE];
    random.nextBytes(id);
    id[0] |= (byte) 0x80;
    return new NodeInfo(
        new NodeId(Bytes.of(id)), new InetSocketAddress(InetAddresses.forString(host), 6881));
  }

  private static InetSocketAddress address(int number) {
    return new InetSocketAddress(InetAddresses.forString("10.0.0.1"), 1000 + number);
  }
}
