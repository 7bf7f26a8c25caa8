package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapEvent.LossReason;
import io.mosaik.bootstrap.model.BootstrapEvent.PeerAdded;
import io.mosaik.bootstrap.model.BootstrapEvent.PeerDiscovered;
import io.mosaik.bootstrap.model.BootstrapEvent.PeerLost;
import io.mosaik.bootstrap.model.BootstrapEvent.PeerUpdated;
import io.mosaik.bootstrap.model.KnownPeer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The live view of peers: who enters it, who leaves it, and what is not taken for a loss. */
class PeerViewTest {

  private final World world = new World(19);
  private final SimNode.Plan plan = new SimNode.Plan(world);
  private final KeyPair keys = world.keys();

  @Test
  void aPeerEntersTheViewOnceAndIsDiscoveredInEveryScan() {
    PeerAddress peer = world.healthyPeer("192.0.2.8:1");
    world.put(3, peer);
    SimNode node = plan.start();
    node.scan(3);
    assertEquals(3, node.events(PeerDiscovered.class).size());
    KnownPeer known = node.events(PeerAdded.class).get(0).peer();
    assertEquals(1, node.events(PeerAdded.class).size());
    assertEquals(List.of(peer), addresses(node));
    assertTrue(known.isVerified());
    assertEquals(OptionalInt.of(3), known.slot());
    assertTrue(known.firstSeen().isBefore(node.core.peers().get(0).lastSeen()));
    assertTrue(node.events(PeerLost.class).isEmpty());
  }

  @Test
  void aPeerThatFallsSilentIsLostAfterTwoScansOfWhichTheSecondComesSoon() {
    PeerAddress peer = world.healthyPeer("192.0.2.8:1");
    world.put(3, peer);
    plan.neighbors = OptionalInt.of(1); // not lonely: the next scan would come after a minute
    SimNode node = plan.start();
    node.scan(2);
    silence(peer.id());
    world.runUntil(() -> !node.events(PeerLost.class).isEmpty());
    PeerLost lost = node.events(PeerLost.class).get(0);
    assertEquals(peer, lost.peer().address());
    assertEquals(LossReason.SILENT, lost.reason());
    assertTrue(node.core.peers().isEmpty());
    Duration longest = Duration.ofSeconds(60 + 20 + 5 + 1 + 5 + 5 + 1);
    Duration gone = Duration.between(lost.peer().lastSeen(), world.clock.instant());
    assertTrue(gone.compareTo(longest) < 0, gone.toString());
    world.run(Duration.ofMinutes(10));
    assertEquals(1, node.events(PeerLost.class).size());
  }

  @Test
  void theReasonIsThatOfThePing() {
    PeerAddress peer = world.healthyPeer("192.0.2.8:1");
    world.put(3, peer);
    SimNode node = plan.start();
    node.scan(1);
    world.answer(
        peer.id(),
        asked ->
            new World.Answer(
                Duration.ofMillis(20),
                new PingOutcome.Failed(PingOutcome.Reason.REFUSED, "connection refused")));
    world.runUntil(() -> !node.events(PeerLost.class).isEmpty());
    PeerLost lost = node.events(PeerLost.class).get(0);
    assertEquals(LossReason.REFUSED, lost.reason());
    assertTrue(lost.detail().contains("connection refused"), lost.detail());
  }

  @Test
  void aPeerThatLeavesAndEmptiesItsSlotIsAskedAllTheSameAndLost() {
    SimNode node = plan.start();
    SimNode other = new SimNode.Plan(world).addresses("198.51.100.7:7").start();
    world.runUntil(() -> ids(node).contains(other.id()));
    other.leave();
    silence(other.id());
    world.runUntil(() -> !node.events(PeerLost.class).isEmpty());
    assertEquals(other.id(), node.events(PeerLost.class).get(0).peer().id());
    assertEquals(OptionalInt.empty(), node.events(PeerLost.class).get(0).peer().slot());
    assertTrue(node.core.peers().isEmpty());
  }

  @Test
  void aPeerWithoutASlotStaysInTheViewWhileItAnswers() {
    PeerAddress peer = world.healthyPeer("192.0.2.8:1");
    SimNode node = plan.start();
    node.scan(1);
    node.meet(peer);
    world.runUntil(() -> ids(node).contains(peer.id()));
    world.run(Duration.ofHours(1));
    assertEquals(Set.of(peer.id()), ids(node));
    assertTrue(node.events(PeerLost.class).isEmpty());
    silence(peer.id());
    world.runUntil(() -> !node.events(PeerLost.class).isEmpty());
    assertTrue(node.core.peers().isEmpty());
  }

  @Test
  void aLostPeerThatComesBackIsAddedAgainThoughItOnlyMeetsUs() {
    PeerAddress peer = World.address(keys.peerId(), "192.0.2.8:1");
    revive(peer);
    SimNode node = plan.start();
    node.scan(1);
    node.meet(peer);
    world.runUntil(() -> ids(node).contains(peer.id()));
    silence(peer.id());
    world.runUntil(() -> !node.events(PeerLost.class).isEmpty());
    revive(peer);
    node.meet(peer);
    world.run(Duration.ofSeconds(1));
    assertEquals(2, node.events(PeerAdded.class).size());
    assertEquals(Set.of(peer.id()), ids(node));
  }

  @Test
  void nobodyIsLostWhileOurOwnPathIsNotSeenWorking() {
    PeerAddress peer = world.healthyPeer("192.0.2.8:1");
    world.put(3, peer);
    SimNode node = plan.start();
    node.scan(1);
    node.client().goDeaf(16);
    silence(peer.id());
    world.run(Duration.ofHours(1));
    assertTrue(node.events(PeerLost.class).isEmpty());
    assertEquals(Set.of(peer.id()), ids(node));
  }

  @Test
  void oneLostPingIsNoLoss() {
    PeerAddress peer = World.address(keys.peerId(), "192.0.2.8:1");
    revive(peer);
    world.put(3, peer);
    SimNode node = plan.start();
    for (int i = 0; i < 20; i++) {
      node.scan(1);
      silence(peer.id());
      node.scan(1);
      revive(peer);
    }
    assertTrue(node.events(PeerLost.class).isEmpty());
    assertEquals(1, node.events(PeerAdded.class).size());
  }

  @Test
  void aFlappingPeerCostsOneScanMorePerInterval() {
    PeerAddress peer = World.address(keys.peerId(), "192.0.2.8:1");
    world.put(3, peer);
    boolean[] up = {false};
    world.answer(
        peer.id(),
        asked -> {
          up[0] = !up[0];
          return up[0]
              ? new World.Answer(Duration.ofMillis(20), world.healthy(keys, peer))
              : new World.Answer(Duration.ofHours(1), SimNode.silent());
        });
    plan.neighbors = OptionalInt.of(1);
    SimNode node = plan.start();
    node.scan(4);
    int before = node.reports().size();
    world.run(Duration.ofMinutes(20));
    int scans = node.reports().size() - before;
    assertTrue(scans <= 40, scans + " scans in 20 minutes");
  }

  @Test
  void peersThatFlapInTurnsCostOneScanMorePerInterval() {
    int[] scans = {0};
    for (int i = 0; i < 2; i++) {
      KeyPair each = world.keys();
      PeerAddress peer = World.address(each.peerId(), "192.0.2.8:" + (i + 1));
      int turn = i;
      world.put(3 + i, peer);
      world.answer(
          peer.id(),
          asked ->
              scans[0] < 4 || scans[0] % 2 == turn
                  ? new World.Answer(Duration.ofMillis(20), world.healthy(each, peer))
                  : new World.Answer(Duration.ofHours(1), SimNode.silent()));
    }
    plan.neighbors = OptionalInt.of(1);
    SimNode node = plan.start();
    for (; scans[0] < 4; scans[0]++) {
      node.scan(1);
    }
    Deadline begin = world.clock.now();
    for (; scans[0] < 24; scans[0]++) {
      node.scan(1);
    }
    Duration took = begin.until(world.clock.now());
    assertTrue(took.compareTo(Duration.ofMinutes(10)) >= 0, "20 scans within " + took);
  }

  @Test
  void aStaleRecordElsewhereIsNoLossOfAPeerThatAnswersWhereItIsKnown() {
    PeerAddress stale = World.address(keys.peerId(), "192.0.2.8:1");
    PeerAddress actual = World.address(keys.peerId(), "192.0.2.9:1");
    world.answer(
        actual.id(),
        asked ->
            asked.addresses().equals(actual.addresses())
                ? new World.Answer(Duration.ofMillis(20), world.healthy(keys, actual))
                : new World.Answer(Duration.ofHours(1), SimNode.silent()));
    SimNode node = plan.start();
    node.scan(1);
    node.meet(actual);
    world.runUntil(() -> ids(node).contains(actual.id()));
    world.put(3, stale);
    node.scan(6);
    assertTrue(node.events(PeerLost.class).isEmpty());
    assertEquals(List.of(actual), addresses(node));
  }

  @Test
  void aPeerThatMovedIsUpdatedAndNotLost() {
    PeerAddress before = World.address(keys.peerId(), "192.0.2.8:1");
    revive(before);
    world.put(3, before);
    SimNode node = plan.start();
    node.scan(1);
    PeerAddress after = World.address(keys.peerId(), "192.0.2.9:1");
    world.answer(
        after.id(),
        asked ->
            asked.addresses().equals(after.addresses())
                ? new World.Answer(Duration.ofMillis(20), world.healthy(keys, after))
                : new World.Answer(Duration.ofHours(1), SimNode.silent()));
    world.put(3, after);
    world.put(5, before, world.ago(Duration.ofMinutes(5)));
    node.scan(4);
    PeerUpdated updated = node.events(PeerUpdated.class).get(0);
    assertEquals(before, updated.before().address());
    assertEquals(after, updated.peer().address());
    assertEquals(List.of(after), addresses(node));
    assertTrue(node.events(PeerLost.class).isEmpty());
  }

  @Test
  void anUnverifiedPeerIsInTheViewUntilItsRecordIsGone() {
    plan.reaches = Set.of();
    PeerAddress peer = world.deadPeer("192.0.2.8:1");
    world.put(3, peer);
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(List.of(peer), addresses(node));
    assertFalse(node.core.peers().get(0).isVerified());
    world.store.lose(world.slot(3).key());
    world.runUntil(() -> !node.events(PeerLost.class).isEmpty());
    assertEquals(LossReason.RECORD_GONE, node.events(PeerLost.class).get(0).reason());
    assertTrue(node.core.peers().isEmpty());
  }

  @Test
  void theViewIsBoundedAndTheLongestUnseenPeerMakesRoom() {
    SimNode node = plan.create();
    PeerTable table = new PeerTable(new Outbox(), gone -> {});
    List<PeerAddress> many =
        IntStream.rangeClosed(0, PeerTable.MAX_PEERS)
            .mapToObj(i -> World.address(world.keys().peerId(), "192.0.2.8:" + (i + 1)))
            .toList();
    for (PeerAddress peer : many) {
      table.recorded(peer, 0, world.clock.instant());
      world.run(Duration.ofMillis(1));
    }
    assertEquals(PeerTable.MAX_PEERS, table.snapshot().size());
    assertFalse(table.contains(many.get(0).id()));
    assertTrue(node.events.isEmpty());
  }

  private void silence(PeerId id) {
    world.answer(id, asked -> new World.Answer(Duration.ofHours(1), SimNode.silent()));
  }

  private void revive(PeerAddress peer) {
    world.answer(
        peer.id(), asked -> new World.Answer(Duration.ofMillis(20), world.healthy(keys, peer)));
  }

  private static List<PeerAddress> addresses(SimNode node) {
    return node.core.peers().stream().map(KnownPeer::address).toList();
  }

  private static Set<PeerId> ids(SimNode node) {
    return Set.copyOf(node.core.peers().stream().map(KnownPeer::id).toList());
  }
}
