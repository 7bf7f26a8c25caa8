package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings.Pinging;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.ScanReport.Action;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The numbered behaviours of the wire reference, 5.1 and 5.2: start and scan. */
class ScanRulesTest {

  private final World world = new World(5);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void r02StartsAtOnceAndClaimsAsSoonAsOneAddressIsKnown() {
    SimNode node = plan.addresses().start();
    node.scan(1);
    assertTrue(node.writes().isEmpty());
    Deadline before = world.clock.now();
    node.move("192.0.2.1:4433");
    node.scan(1);
    assertEquals(1, node.writes().size());
    assertTrue(before.until(world.clock.now()).compareTo(Duration.ofSeconds(6)) < 0);
  }

  @Test
  void r04TheChainHasSixteenSlotsInOneOrderForEverybody() {
    SimNode node = plan.start();
    Set<Slot> asked = new HashSet<>();
    node.reads().forEach(read -> asked.add(read.slot()));
    assertEquals(new HashSet<>(world.chain.slots()), asked);
    assertEquals(16, node.reads().size());
  }

  @Test
  void r05TheFirstScanStartsAtOnce() {
    SimNode node = plan.start();
    assertEquals(Deadline.ofNanos(0), node.commands(Command.Read.class).get(15).at());
  }

  @Test
  void r06LeavingDropsLookupsAndPings() {
    world.put(0, world.deadPeer("192.0.2.9:1"));
    SimNode node = plan.create();
    node.client().hanging.add(1);
    node.start();
    world.run(Duration.ofMillis(200));
    node.leave();
    List<Long> abandoned =
        node.commands(Command.Abandon.class).stream().map(c -> c.what().id()).toList();
    assertTrue(abandoned.contains(node.pings().get(0).id()));
    long hanging = node.reads().stream().filter(r -> r.slot().index() == 1).findFirst().get().id();
    assertTrue(abandoned.contains(hanging));
    world.run(Duration.ofMinutes(5));
    assertTrue(node.left);
    assertTrue(node.reports().isEmpty());
  }

  @Test
  void r07AnAddressThatChangesDuringAScanIsTheNewOneInItsDecision() {
    world.put(3, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.OURS, node.verdict(3));
    node.move("192.0.2.2:4433");
    node.scan(1);
    assertEquals(Verdict.STALE, node.verdict(3));
    assertEquals(Action.UPDATE, node.lastReport().decisions().get(0).action());
  }

  @Test
  void r08EarlyResultsAreUsedWhileOtherSlotsAreStillOut() {
    PeerAddress peer = world.healthyPeer("192.0.2.9:1");
    world.put(11, peer);
    SimNode node = plan.create();
    node.client().hanging.add(4);
    node.start();
    world.run(Duration.ofMillis(200));
    assertEquals(Set.of(peer.id()), node.discovered());
    assertTrue(node.reports().isEmpty());
  }

  @Test
  void r09TheOrderInWhichSlotsAnswerDoesNotMatter() {
    List<List<Verdict>> seen = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      World same = new World(6);
      same.put(0, same.healthyPeer("192.0.2.9:1"));
      same.put(1, same.deadPeer("192.0.2.8:1"));
      same.put(2, same.deadPeer("https://relay.example/"));
      SimNode node = new SimNode.Plan(same).create();
      for (int slot = 0; slot < 16; slot++) {
        int delay = (slot * 7 + run * 5) % 16 * 100 + 50;
        node.client().slow.put(slot, Duration.ofMillis(delay));
      }
      node.start();
      node.scan(1);
      seen.add(node.lastReport().slots().stream().map(s -> s.verdict()).toList());
    }
    assertEquals(1, new HashSet<>(seen).size(), () -> seen.toString());
  }

  @Test
  void r10UnknownEmptyAndMalformedAreThreeThings() {
    var when = world.ago(Duration.ofMinutes(1));
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.store.lose(world.slot(0).key());
    world.store.lose(world.slot(1).key());
    world.store.force(
        SignedPacket.sign(world.slot(2).keys(), when, Bytes.of(new byte[] {9, 9, 9})));
    SimNode node = plan.create();
    node.client().deaf.add(0);
    node.start();
    node.scan(1);
    assertEquals(Verdict.UNKNOWN, node.verdict(0));
    assertEquals(Verdict.EMPTY, node.verdict(1));
    assertEquals(Verdict.MALFORMED, node.verdict(2));
    Command.Write claim = node.writes().get(0);
    assertEquals(
        claim.slot().index() == 1 ? Expected.absent() : Expected.timestamp(when),
        claim.expected().of("dht"));
  }

  @Test
  void r11OurOwnSlotIsNeverPinged() {
    world.put(7, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(2);
    assertEquals(Verdict.OURS, node.verdict(7));
    assertTrue(node.pings().isEmpty());
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void r12WhatIsComparedIsWhatARecordCanCarry() {
    PeerAddress told =
        World.address(plan.keys.peerId(), "192.0.2.1:4433", "https://relay.example/");
    world.put(7, told);
    SimNode node =
        plan.addresses("192.0.2.1:4433", "https://relay.example/", "https://relay.example/?a=b")
            .start();
    node.scan(1);
    assertEquals(Verdict.OURS, node.verdict(7), () -> node.slotReport(7).toString());
  }

  @Test
  void r13OfSeveralOwnSlotsTheHighestStaysAndTheOthersAreVacated() {
    PeerAddress own = World.address(plan.keys.peerId(), "192.0.2.1:4433");
    world.put(2, own, world.ago(Duration.ofSeconds(30)));
    world.put(5, own, world.ago(Duration.ofSeconds(10)));
    world.put(9, own, world.ago(Duration.ofSeconds(20)));
    SimNode node = plan.start();
    ScanReport report = node.scan(1);
    assertEquals(5, node.held().getAsInt());
    assertEquals(2, report.decisions().stream().filter(d -> d.action() == Action.VACATE).count());
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(5), world.slotsOf(node.id()));
    assertEquals(2, node.events(BootstrapEvent.SlotVacated.class).size());
  }

  @Test
  void r13TheHighestIsUpdatedIfItIsStaleEvenIfAnotherIsFresh() {
    world.put(
        2, World.address(plan.keys.peerId(), "192.0.2.1:4433"), world.ago(Duration.ofSeconds(30)));
    world.put(
        5, World.address(plan.keys.peerId(), "192.0.2.66:4433"), world.ago(Duration.ofSeconds(10)));
    SimNode node = plan.start();
    node.scan(1);
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(5), world.slotsOf(node.id()));
    node.scan(1);
    assertEquals(Verdict.OURS, node.verdict(5));
  }

  @Test
  void r14PeersArePingedInParallelUpToALimit() {
    world.fill(() -> world.deadPeer("192.0.2.9:1"));
    plan.settings(s -> s.with(new Pinging(Duration.ofSeconds(5), 6)));
    SimNode node = plan.start();
    world.run(Duration.ofSeconds(4));
    assertEquals(6, node.pings().size());
    world.run(Duration.ofSeconds(3));
    assertEquals(12, node.pings().size());
  }

  @Test
  void r15OneDeadlineCoversTheWholeExchangeEvenIfThePingerForgets() {
    world.put(0, world.deadPeer("192.0.2.9:1"));
    PeerId hanging = world.deadPeer("192.0.2.8:1").id();
    world.put(1, World.address(hanging, "192.0.2.8:1"));
    world.answer(hanging, asked -> new World.Answer(Duration.ofDays(1), SimNode.HANG));
    SimNode node = plan.start();
    ScanReport report = node.scan(1);
    assertEquals(Duration.ofSeconds(5), node.pings().get(0).timeout());
    assertTrue(report.took().compareTo(Duration.ofMillis(6200)) < 0, report::toString);
    assertEquals(Verdict.DEAD, node.verdict(0));
    assertEquals(Verdict.UNVERIFIABLE, node.verdict(1));
  }

  @Test
  void r16AHealthyPeerIsHandedOnWithTheAddressInItsEntryAndItsRoundTripIsSampled() {
    KeyPair keys = world.keys();
    PeerAddress inRecord = World.address(keys.peerId(), "192.0.2.9:1");
    PeerAddress inEntry = World.address(keys.peerId(), "192.0.2.10:2");
    world.answer(
        keys.peerId(),
        asked -> new World.Answer(Duration.ofMillis(5), world.healthy(keys, inEntry)));
    world.put(0, inRecord);
    SimNode node = plan.start();
    node.scan(1);
    BootstrapEvent.PeerDiscovered found = node.events(BootstrapEvent.PeerDiscovered.class).get(0);
    assertEquals(inEntry, found.address());
    assertEquals(OptionalInt.of(0), found.slot());
    assertEquals(new Command.Sample(keys.peerId(), Duration.ofMillis(7)), node.samples.get(0));
  }

  @Test
  void r16AnEntryOfSomebodyElseOrOfAnotherNetworkIsNoProof() {
    KeyPair other = world.keys();
    PeerAddress borrowed = World.address(other.peerId(), "192.0.2.7:1");
    PeerAddress liar = world.peerAnswering(world.healthy(other, borrowed), "192.0.2.9:1");
    world.put(0, liar);
    KeyPair foreign = world.keys();
    PeerAddress stranger = World.address(foreign.peerId(), "192.0.2.6:1");
    PingOutcome elsewhere = world.healthy(foreign, stranger, NetworkId.of("elsewhere"));
    world.answer(foreign.peerId(), asked -> new World.Answer(Duration.ofMillis(5), elsewhere));
    world.put(1, stranger);
    SimNode node = plan.start();
    node.scan(1);
    assertTrue(node.discovered().isEmpty());
    assertTrue(node.samples.isEmpty());
    assertEquals(Verdict.DEAD, node.verdict(0));
    assertEquals(Verdict.DEAD, node.verdict(1));
  }

  @Test
  void r17OnlyAFailureOfThePeerMakesItsSlotACandidate() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    PingOutcome local = new PingOutcome.Failed(PingOutcome.Reason.LOCAL_FAILURE, "no route");
    world.put(3, world.peerAnswering(local, "192.0.2.9:1"));
    SimNode node = plan.start();
    node.scan(2);
    assertTrue(node.writes().isEmpty());
    PingOutcome refused = new PingOutcome.Failed(PingOutcome.Reason.REFUSED, "closed");
    SignedPacket dead = world.putOld(8, world.peerAnswering(refused, "192.0.2.9:1"));
    node.scan(1);
    assertEquals(8, node.writes().get(0).slot().index());
    assertEquals(Expected.timestamp(dead.timestamp()), node.writes().get(0).expected().of("dht"));
  }

  @Test
  void r18TheAgeOfARecordDoesNotMatterWhereAPingIsPossible() {
    PeerAddress old = world.healthyPeer("192.0.2.9:1");
    world.put(0, old, world.ago(Duration.ofDays(400)));
    world.put(1, world.deadPeer("192.0.2.8:1"), world.ago(Duration.ofSeconds(1)));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.HEALTHY, node.verdict(0));
    assertEquals(Verdict.DEAD, node.verdict(1));
    assertEquals(Set.of(old.id()), node.discovered());
  }

  @Test
  void r19AStaleSlotOfOursIsTheOnlyCandidate() {
    for (int seed = 0; seed < 10; seed++) {
      World other = new World(seed);
      SimNode.Plan mine = new SimNode.Plan(other);
      other.put(12, World.address(mine.keys.peerId(), "192.0.2.66:1"));
      SimNode node = mine.start();
      node.scan(1);
      assertEquals(12, node.writes().get(0).slot().index());
      assertEquals(1, node.writes().size());
    }
  }

  @Test
  void r20SixteenDeadPeersCostOnePingTimeoutAndNotSixteen() {
    world.chain.slots().forEach(slot -> world.putOld(slot.index(), world.deadPeer("10.0.2.9:1")));
    SimNode node = plan.start();
    ScanReport report = node.scan(1);
    assertEquals(16, report.count(Verdict.DEAD));
    assertTrue(report.took().compareTo(Duration.ofMillis(5200)) < 0, report::toString);
    assertFalse(node.writes().isEmpty());
  }
}
