package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a lookup asks, when it ends, and whether its end may be believed. */
class LookupTest {

  private static final Deadline NOW = Deadline.ofNanos(0);
  private static final NodeId TARGET = new NodeId(Bytes.of(new byte[NodeId.SIZE]));

  private final SilentNodes silent = new SilentNodes();
  private final Lookup lookup =
      new Lookup(
          TARGET,
          node(255).id(),
          Ping::new,
          ValueCollector.none(),
          false,
          silent,
          Coverage.closest(),
          new Referrers());
  private final Lookup get =
      new Lookup(
          TARGET,
          node(255).id(),
          Ping::new,
          ValueCollector.none(),
          true,
          silent,
          Coverage.closest(),
          new Referrers());

  @Test
  void theClosestIsAskedFirst() {
    lookup.hear(List.of(node(9), node(2), node(5)));
    assertEquals(List.of(node(2).address(), node(5).address(), node(9).address()), askAll());
  }

  @Test
  void itEndsWhenTheTwentyClosestHaveAnswered() {
    lookup.hear(nodes(1, 25));
    for (int i = 1; i <= 20; i++) {
      assertFalse(lookup.isSettled());
      answerNext(List.of());
    }
    assertTrue(lookup.isSettled());
    assertEquals(nodes(1, 20), lookup.outcome().closest());
    assertEquals(20, lookup.outcome().asked());
    assertTrue(lookup.outcome().conclusive());
  }

  @Test
  void itGoesOnUntilThoseThatAnsweredAreEnough() {
    Lookup thorough =
        new Lookup(
            TARGET,
            node(255).id(),
            Ping::new,
            ValueCollector.none(),
            true,
            silent,
            atLeast(25),
            new Referrers());
    thorough.hear(nodes(1, 40));
    for (int i = 1; i <= 25; i++) {
      assertFalse(thorough.isSettled());
      thorough.answered(thorough.nextAsk(NOW).orElseThrow(), permission(node(i)), NOW);
    }
    assertTrue(thorough.isSettled());
    assertEquals(nodes(1, 20), thorough.outcome().closest());
    assertEquals(
        nodes(1, 25), thorough.outcome().responders().stream().map(Responder::node).toList());
  }

  @Test
  void whoOwnsOneSubnetDoesNotCrowdAllOthersOut() {
    List<NodeInfo> crowd = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      crowd.add(new NodeInfo(far(i).id(), new InetSocketAddress("66.6.6." + i, 6881)));
    }
    lookup.hear(crowd);
    lookup.hear(List.of(far(100_000)));
    List<InetSocketAddress> asked = new ArrayList<>();
    for (Optional<Ask> ask = lookup.nextAsk(NOW); ask.isPresent(); ask = lookup.nextAsk(NOW)) {
      asked.add(ask.get().to());
      lookup.slow(ask.get(), NOW);
    }
    assertTrue(asked.contains(far(100_000).address()));
    assertEquals(CandidateList.MAX_NEIGHBOURS + 1, Set.copyOf(asked).size());
  }

  @Test
  void closerNodesThatAnAnswerTellsOfAreAskedToo() {
    lookup.hear(List.of(node(9)));
    answerNext(List.of(node(1)));
    assertFalse(lookup.isSettled());
    assertEquals(List.of(node(1).address()), askAll());
  }

  @Test
  void whoNamesTheClosestNodesFirstAndFarOffHidesNoneOfThem() {
    lookup.hear(nodes(100, 120));
    answerNext(IntStream.rangeClosed(1, 20).mapToObj(i -> at(node(i), far(i))).toList());
    answerNext(nodes(1, 20));
    answerAll();
    assertEquals(nodes(1, 20), lookup.outcome().closest());
    assertEquals(22, lookup.outcome().asked());
  }

  @Test
  void whatAnotherLookupHearsOfAnAddressCountsIfItIsCloser() {
    lookup.hear(nodes(100, 119));
    lookup.hear(List.of(at(node(1), far(1)), at(node(2), node(3))));
    lookup.overhear(List.of(node(1), node(2), at(node(3), far(3))), node(200).address(), NOW);
    assertEquals(
        List.of(node(1).address(), node(2).address(), node(100).address()), askAll().subList(0, 3));
  }

  @Test
  void aLieAboutAPublicAddressIsNoRivalOfTheNodeThere() {
    InetSocketAddress address = new InetSocketAddress("20.1.2.3", 7);
    NodeInfo genuine = new NodeInfo(node(7).id(), address);
    NodeInfo other = new NodeInfo(node(100).id(), new InetSocketAddress("30.1.2.3", 7));
    lookup.hear(List.of(new NodeInfo(far(7).id(), address), other, genuine));
    Ask ask = lookup.nextAsk(NOW).orElseThrow();
    assertEquals(address, ask.to());
    lookup.hear(List.of(new NodeInfo(node(6).id(), address)));
    lookup.answered(ask, response(genuine, List.of()), NOW);
    assertEquals(List.of(genuine), lookup.outcome().closest());
  }

  @Test
  void whoNamesHonestNodesTooCloseOnlyHasThemAskedOnce() {
    lookup.hear(nodes(100, 120));
    answerNext(IntStream.rangeClosed(101, 120).mapToObj(i -> at(node(i), node(i - 100))).toList());
    answerAll();
    assertEquals(nodes(100, 119), lookup.outcome().closest());
    assertEquals(21, lookup.outcome().asked());
  }

  @Test
  void aNodeThatLetsUsWaitIsAskedAgainAndThenNotWaitedFor() {
    lookup.hear(nodes(1, 9));
    Ask slow = lookup.nextAsk(NOW).orElseThrow();
    for (int i = 0; i < 8; i++) {
      answerNext(List.of());
    }
    lookup.slow(slow, NOW);
    Ask again = lookup.nextAsk(NOW).orElseThrow();
    assertEquals(slow.to(), again.to());
    assertEquals(2, again.attempt());
    assertFalse(lookup.isSettled());
    lookup.slow(again, NOW);
    assertTrue(lookup.isSettled());
    assertTrue(lookup.outcome().conclusive(), "8 of 9 have answered");
  }

  @Test
  void aLateAnswerStillCounts() {
    lookup.hear(nodes(1, 2));
    Ask late = lookup.nextAsk(NOW).orElseThrow();
    answerNext(List.of());
    lookup.slow(late, NOW);
    lookup.slow(lookup.nextAsk(NOW).orElseThrow(), NOW);
    assertFalse(lookup.isSettled(), "inconclusive as yet, so it waits");
    lookup.answered(late, response(node(1), List.of()), NOW);
    assertTrue(lookup.isSettled());
    assertTrue(lookup.outcome().conclusive());
    assertEquals(2, lookup.outcome().answered());
  }

  @Test
  void ofASmallNetworkAllMustAnswer() {
    lookup.hear(nodes(1, 3));
    answerNext(List.of());
    answerNext(List.of());
    Ask lost = lookup.nextAsk(NOW).orElseThrow();
    lookup.slow(lost, NOW);
    Ask again = lookup.nextAsk(NOW).orElseThrow();
    lookup.slow(again, NOW);
    lookup.hopeless(lost, NOW);
    lookup.hopeless(again, NOW);
    assertTrue(lookup.isSettled());
    assertFalse(lookup.outcome().conclusive());
    assertEquals(3, lookup.outcome().asked());
    assertEquals(2, lookup.outcome().answered());
  }

  @Test
  void whoNamesDeadNodesNearATargetDoesNotMakeItUnreadable() {
    lookup.hear(nodes(1, 40));
    List<Ask> late = new ArrayList<>();
    for (Optional<Ask> ask = lookup.nextAsk(NOW); ask.isPresent(); ask = lookup.nextAsk(NOW)) {
      int number = nodes(1, 40).stream().map(NodeInfo::address).toList().indexOf(ask.get().to());
      if (number < 13) {
        lookup.slow(ask.get(), NOW);
        late.add(ask.get());
      } else {
        lookup.answered(ask.get(), response(node(number + 1), List.of()), NOW);
      }
    }
    assertFalse(lookup.isSettled(), "7 of the 20 closest: they may answer yet");
    assertFalse(lookup.outcome().conclusive());
    late.forEach(ask -> lookup.hopeless(ask, NOW));
    assertTrue(lookup.isSettled());
    assertTrue(lookup.outcome().conclusive());
    assertEquals(nodes(14, 33), lookup.outcome().closest());
  }

  @Test
  void nodesSilentToOthersAreAskedOnlyIfTheRestDoesNotSuffice() {
    silent.silent(node(1).address(), NOW);
    silent.silent(node(1).address(), NOW);
    lookup.hear(nodes(1, 3));
    answerNext(List.of());
    answerNext(List.of());
    assertFalse(lookup.isSettled());
    assertEquals(List.of(node(1).address()), askAll());
  }

  @Test
  void weDoNotAskOurselves() {
    lookup.hear(List.of(node(255)));
    assertEquals(List.of(), askAll());
    assertFalse(lookup.outcome().conclusive());
  }

  @Test
  void aContactBecomesANodeWhenItAnswers() {
    lookup.contact(List.of(node(7).address()));
    assertFalse(lookup.isStranded());
    Ask ask = lookup.nextAsk(NOW).orElseThrow();
    assertFalse(lookup.isSettled());
    lookup.answered(ask, response(node(7), List.of()), NOW);
    assertTrue(lookup.isSettled());
    assertEquals(List.of(node(7)), lookup.outcome().closest());
  }

  @Test
  void oneContactOfThreeProvesNothing() {
    lookup.contact(List.of(node(7).address(), node(8).address(), node(9).address()));
    answerNext(List.of());
    Ask eight = lookup.nextAsk(NOW).orElseThrow();
    Ask nine = lookup.nextAsk(NOW).orElseThrow();
    giveUp(eight);
    assertFalse(lookup.isSettled(), "a contact may answer yet");
    giveUp(nine);
    assertTrue(lookup.isSettled());
    assertEquals(1, lookup.outcome().answered());
    assertFalse(lookup.outcome().conclusive());
    lookup.answered(eight, response(node(8), List.of()), NOW);
    assertFalse(lookup.outcome().conclusive());
    lookup.answered(nine, response(node(9), List.of()), NOW);
    assertTrue(lookup.outcome().conclusive(), "a late answer is one, too");
  }

  @Test
  void theOnlyTwoNodesOfAPrivateNetworkAreConclusive() {
    lookup.contact(List.of(node(7).address(), node(8).address()));
    answerNext(List.of(node(8)));
    answerNext(List.of(node(7)));
    assertTrue(lookup.isSettled());
    assertTrue(lookup.outcome().conclusive());
  }

  @Test
  void amongEightAnswersASilentContactDoesNotMatter() {
    lookup.contact(List.of(node(99).address()));
    Ask contact = lookup.nextAsk(NOW).orElseThrow();
    lookup.hear(nodes(1, 8));
    for (int i = 0; i < 8; i++) {
      answerNext(List.of());
    }
    giveUp(contact);
    assertTrue(lookup.isSettled());
    assertTrue(lookup.outcome().conclusive());
  }

  @Test
  void whoGivesNoTokenTellsOfNodesButHasNotAnswered() {
    get.contact(List.of(node(7).address()));
    Ask first = get.nextAsk(NOW).orElseThrow();
    get.answered(first, response(node(7), nodes(1, 3)), NOW);
    for (int i = 1; i <= 3; i++) {
      Ask ask = get.nextAsk(NOW).orElseThrow();
      get.answered(ask, permission(node(ask.to().getPort())), NOW);
    }
    assertTrue(get.isSettled());
    assertEquals(nodes(1, 3), get.outcome().closest());
    assertEquals(3, get.outcome().responders().size());
    assertFalse(get.outcome().conclusive(), "the fourth may not know what get means");
  }

  @Test
  void manyThatGiveNoTokenProveNothing() {
    get.hear(nodes(1, 30));
    for (Optional<Ask> ask = get.nextAsk(NOW); ask.isPresent(); ask = get.nextAsk(NOW)) {
      get.answered(ask.get(), response(node(ask.get().to().getPort()), List.of()), NOW);
    }
    assertTrue(get.isSettled());
    assertEquals(30, get.outcome().asked());
    assertEquals(0, get.outcome().answered());
    assertFalse(get.outcome().conclusive());
  }

  @Test
  void nobodyCanLeadItOnForEver() {
    lookup.hear(List.of(far(100_000)));
    int answers = 0;
    for (Optional<Ask> ask = lookup.nextAsk(NOW); ask.isPresent(); ask = lookup.nextAsk(NOW)) {
      answers++;
      NodeInfo closer = far(100_000 - answers);
      lookup.answered(ask.get(), response(far(100_001 - answers), List.of(closer)), NOW);
    }
    assertEquals(Lookup.MAX_ASKED, answers);
    assertTrue(lookup.isSettled());
  }

  /** Neither this query nor the next one to the same node is answered. */
  private void giveUp(Ask first) {
    lookup.slow(first, NOW);
    Ask again = lookup.nextAsk(NOW).orElseThrow();
    assertEquals(first.to(), again.to());
    lookup.slow(again, NOW);
    lookup.hopeless(first, NOW);
    lookup.hopeless(again, NOW);
  }

  private List<InetSocketAddress> askAll() {
    List<InetSocketAddress> asked = new ArrayList<>();
    for (Optional<Ask> ask = lookup.nextAsk(NOW); ask.isPresent(); ask = lookup.nextAsk(NOW)) {
      asked.add(ask.get().to());
    }
    return asked;
  }

  private void answerNext(List<NodeInfo> told) {
    Ask ask = lookup.nextAsk(NOW).orElseThrow();
    lookup.answered(ask, response(node(ask.to().getPort()), told), NOW);
  }

  private void answerAll() {
    while (!lookup.isSettled()) {
      answerNext(List.of());
    }
  }

  private static Coverage atLeast(int nodes) {
    return () ->
        new Coverage.Tally() {
          private int count;

          @Override
          public boolean add(double distance, int block) {
            return ++count >= nodes;
          }
        };
  }

  private static Response response(NodeInfo sender, List<NodeInfo> told) {
    return new Response(
        Bytes.EMPTY, sender.id(), Optional.empty(), false, new ResponseBody.FoundNodes(told));
  }

  private static Response permission(NodeInfo sender) {
    return new Response(
        Bytes.EMPTY,
        sender.id(),
        Optional.empty(),
        false,
        new ResponseBody.NoValues(List.of(), Optional.of(Bytes.fromHex("aa"))));
  }

  private static List<NodeInfo> nodes(int from, int to) {
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      nodes.add(node(i));
    }
    return nodes;
  }

  /** What a liar says of the node at an address: that it has another one's id. */
  private static NodeInfo at(NodeInfo honest, NodeInfo other) {
    return new NodeInfo(other.id(), honest.address());
  }

  /** A node at this distance from the target, with a port of the same number. */
  private static NodeInfo node(int distance) {
    byte[] id = new byte[NodeId.SIZE];
    id[NodeId.SIZE - 1] = (byte) distance;
    return new NodeInfo(new NodeId(Bytes.of(id)), new InetSocketAddress("10.0.0.1", distance));
  }

  /** A node at a distance that grows with the number. */
  private static NodeInfo far(int number) {
    byte[] id = new byte[NodeId.SIZE];
    id[0] = (byte) (number >>> 16);
    id[1] = (byte) (number >>> 8);
    id[2] = (byte) number;
    int port = 1 + number % 60_000;
    return new NodeInfo(new NodeId(Bytes.of(id)), new InetSocketAddress("10.0.0.2", port));
  }
}
