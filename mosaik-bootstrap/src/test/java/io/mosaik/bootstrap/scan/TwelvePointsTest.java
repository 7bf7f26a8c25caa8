package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.ScanReport.Action;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What Rust's mosaik does not do and we do. Point 5 is shown by the tests of the record, point 8 by
 * those of the DHT node.
 */
class TwelvePointsTest {

  private final World world = new World(11);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void p01TheFirstPeerIsHandedOnTheMomentItsPingReturns() {
    world.fill(() -> world.deadPeer("192.0.2.9:1"));
    PeerAddress alive = world.healthyPeer("192.0.2.8:1");
    world.put(15, alive);
    SimNode node = plan.start();
    world.runUntil(() -> !node.discovered().isEmpty());
    assertEquals(Duration.ofMillis(70), Deadline.ofNanos(0).until(world.clock.now()));
    assertTrue(node.reports().isEmpty());
  }

  @Test
  void p01AnEarlyPacketThatIsOvertakenCostsNoPeer() {
    PeerAddress older = world.healthyPeer("192.0.2.8:1");
    PeerAddress newer = world.healthyPeer("192.0.2.9:1");
    SignedPacket first = world.record(3, older, world.ago(Duration.ofMinutes(2)));
    SignedPacket second = world.record(3, newer, world.ago(Duration.ofMinutes(1)));
    SimNode node = plan.create();
    boolean[] late = {false};
    node.client().view =
        slot -> slot.index() == 3 ? Optional.of(late[0] ? second : first) : Optional.empty();
    world.in(Duration.ofMillis(60), () -> late[0] = true);
    node.start();
    node.scan(1);
    assertEquals(Set.of(older.id(), newer.id()), node.discovered());
    assertEquals(Optional.of(newer.id()), node.slotReport(3).peer());
  }

  @Test
  void p02ANodeThatHearsNothingClaimsNothing() {
    SimNode node = plan.create();
    node.client().goDeaf(16);
    node.start();
    world.run(Duration.ofHours(1));
    assertTrue(node.writes().isEmpty());
    assertEquals(16, node.lastReport().count(Verdict.UNKNOWN));
  }

  @Test
  void p02ANodeWhoseLookupsHangClaimsNothing() {
    SimNode node = plan.create();
    for (int slot = 0; slot < 16; slot++) {
      node.client().hanging.add(slot);
    }
    node.start();
    world.run(Duration.ofMinutes(10));
    assertTrue(node.writes().isEmpty());
    assertTrue(node.reports().size() > 30);
  }

  @Test
  void p02AClientThatThrowsOrAgreesToNothingDoesNotSpoilTheOther() {
    SimNode node = plan.create();
    SimClient broken = new SimClient("broken", new SimStore());
    broken.failure = Optional.of("threw");
    node.clients.add(broken);
    node.start();
    node.scan(2);
    assertEquals(1, node.claims().size());
    assertEquals(Optional.of("threw"), node.slotReport(0).lookup().clients().get(1).failure());
  }

  @Test
  void p02WhereClientsDisagreeTheNewestRecordWinsAndEachIsToldWhatItReturned() {
    PeerAddress older = world.deadPeer("192.0.2.8:1");
    PeerAddress newer = world.deadPeer("192.0.2.9:1");
    SimStore elsewhere = new SimStore();
    SignedPacket there = world.record(0, newer, world.ago(Duration.ofMinutes(11)));
    elsewhere.force(there);
    World one = new World(12, 1);
    SimNode node = new SimNode.Plan(one).create();
    SignedPacket here = one.put(0, older, one.ago(Duration.ofMinutes(15)));
    node.clients.add(new SimClient("second", elsewhere));
    node.start();
    node.scan(1);
    assertEquals(Optional.of(newer.id()), node.slotReport(0).peer());
    Expectations expected = node.writes().get(0).expected();
    assertEquals(Expected.timestamp(here.timestamp()), expected.of("dht"));
    assertEquals(Expected.timestamp(there.timestamp()), expected.of("second"));
  }

  @Test
  void p03PausesGrowWithEveryLossAndClaimsAreBounded() {
    SimNode node = plan.create();
    node.client().refusal = Optional.of(DhtException.Reason.SWAP_LOST);
    node.start();
    world.run(Duration.ofMinutes(10));
    List<BootstrapEvent.ClaimLost> losses = node.events(BootstrapEvent.ClaimLost.class);
    Duration limit = Duration.ofMillis(500);
    for (BootstrapEvent.ClaimLost loss : losses) {
      assertTrue(loss.race());
      assertTrue(loss.pause().compareTo(limit) <= 0, () -> losses.toString());
      Duration doubled = limit.multipliedBy(2);
      limit = doubled.compareTo(Duration.ofSeconds(30)) < 0 ? doubled : Duration.ofSeconds(30);
    }
    world.run(Duration.ofMinutes(50));
    int claims = node.writes().size();
    assertTrue(claims >= 60 && claims <= 6 + 120, () -> claims + " claims in an hour");
  }

  @Test
  void p03AfterLossesASlotIsClaimedWithinAMinuteOfQuiet() {
    for (int seed = 0; seed < 20; seed++) {
      World other = new World(seed);
      SimNode node = new SimNode.Plan(other).create();
      node.client().refusal = Optional.of(DhtException.Reason.SWAP_LOST);
      node.start();
      other.run(Duration.ofSeconds(100));
      node.client().refusal = Optional.empty();
      Deadline quiet = other.clock.now();
      other.runUntil(() -> node.held().isPresent());
      Duration took = quiet.until(other.clock.now());
      assertTrue(took.compareTo(Duration.ofMinutes(1)) <= 0, "seed " + seed + ": " + took);
    }
  }

  @Test
  void p03TenUndisturbedMinutesInASlotStartThePausesAgain() {
    SimNode node = plan.create();
    node.client().refusal = Optional.of(DhtException.Reason.SWAP_LOST);
    node.start();
    world.runUntil(() -> node.events(BootstrapEvent.ClaimLost.class).size() == 6);
    node.client().refusal = Optional.empty();
    world.runUntil(() -> node.held().isPresent());
    world.run(Duration.ofMinutes(11));
    int slot = node.held().getAsInt();
    world.put(slot, world.healthyPeer("192.0.2.9:1"), world.timestamp());
    world.runUntil(() -> !node.events(BootstrapEvent.SlotDisplaced.class).isEmpty());
    BootstrapEvent.SlotDisplaced displaced = node.events(BootstrapEvent.SlotDisplaced.class).get(0);
    assertTrue(displaced.pause().compareTo(Duration.ofMillis(500)) <= 0, displaced::toString);
  }

  @Test
  void p03OutsideTheChainWithACandidateInSightThePollStaysFast() {
    plan.neighbors = OptionalInt.of(9);
    SimNode node = plan.create();
    node.client().refusal = Optional.of(DhtException.Reason.TIMED_OUT);
    node.start();
    world.run(Duration.ofMinutes(2));
    assertTrue(node.reports().size() >= 18, () -> node.reports().size() + " scans");
  }

  @Test
  void p03OutsideTheChainWithoutACandidateThePollIsSlow() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    plan.neighbors = OptionalInt.of(9);
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(2));
    assertTrue(node.reports().size() <= 3, () -> node.reports().size() + " scans");
  }

  @Test
  void p04ATimestampBorrowedFromAPoisonedClockNeverReachesOurOwnSource() {
    Timestamp future = Timestamp.of(World.BEGIN.plus(Duration.ofDays(3650)));
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.put(6, world.deadPeer("192.0.2.8:1"), future);
    SimNode node = plan.start();
    node.scan(1);
    assertTrue(node.writes().get(0).packet().timestamp().compareTo(future) > 0);
    assertTrue(node.timestamps.next().compareTo(Timestamp.of(World.BEGIN.plusSeconds(60))) < 0);
  }

  @Test
  void p04OurOwnRecordFromTheFutureIsStillKeptWarm() {
    Timestamp future = Timestamp.of(World.BEGIN.plus(Duration.ofDays(3650)));
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.put(6, world.deadPeer("192.0.2.8:1"), future);
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(30));
    assertTrue(node.events(BootstrapEvent.SlotRefreshed.class).size() >= 4);
    assertEquals(List.of(6), world.slotsOf(node.id()));
  }

  @Test
  void p06AScanYieldsAReportThatSaysEverything() {
    world.put(0, world.healthyPeer("192.0.2.9:1"));
    world.put(1, world.deadPeer("192.0.2.8:1"));
    SimNode node = plan.create();
    node.core.remarks(List.of("broken provider"));
    node.start();
    ScanReport report = node.scan(1);
    assertEquals(1, report.number());
    assertEquals(World.BEGIN, report.startedAt());
    assertEquals(20, report.slots().get(0).lookup().asked());
    assertEquals(18, report.slots().get(0).lookup().answered());
    assertTrue(report.slots().get(0).lookup().conclusive());
    assertEquals(Optional.of(Duration.ofMillis(7)), report.slots().get(0).roundTrip());
    assertEquals(
        Optional.of(Duration.ofHours(1)),
        report.slots().get(0).uptime(World.BEGIN.plus(Duration.ofHours(1))));
    assertEquals(Action.CLAIM, report.decisions().get(0).action());
    assertEquals(List.of("broken provider"), report.remarks());
    String text = report.toString();
    assertEquals(1 + 16 + 1 + 1, text.lines().count(), text);
    assertTrue(text.contains("HEALTHY") && text.contains("claim slot"), text);
  }

  @Test
  void p07ARecordThatSortsAboveOursInAConclusiveReadDisplacesUs() {
    SimNode node = claimed();
    int slot = node.held().getAsInt();
    PeerAddress other = world.healthyPeer("192.0.2.9:1");
    world.put(slot, other, world.timestamp());
    world.run(Duration.ofMillis(3200));
    assertEquals(
        Optional.of(other.id()), node.events(BootstrapEvent.SlotDisplaced.class).get(0).by());
    world.run(Duration.ofSeconds(10));
    assertEquals(1, world.slotsOf(node.id()).size());
    assertEquals(Optional.of(other.id()), world.holder(slot));
  }

  @Test
  void p07ARecordWithTheSameTimestampDisplacesUsWhicheverWayItsBytesSort() {
    for (int seed = 0; seed < 8; seed++) {
      World other = new World(seed);
      SimNode node = new SimNode.Plan(other).start();
      other.runUntil(() -> !node.claims().isEmpty());
      int slot = node.held().getAsInt();
      Timestamp same = node.claims().get(0).timestamp();
      other.put(slot, other.healthyPeer("192.0.2.9:" + (seed + 1)), same); // as Rust's 0.4 does
      other.run(Duration.ofMillis(3200));
      assertEquals(1, node.events(BootstrapEvent.SlotDisplaced.class).size(), "seed " + seed);
    }
  }

  @Test
  void p07AnOlderRecordOrNoneMeansThatOursHasNotSpreadYet() {
    SimNode node = plan.create();
    SignedPacket older = world.put(4, world.deadPeer("192.0.2.9:1"));
    node.client().view = slot -> slot.index() == 4 ? Optional.of(older) : Optional.empty();
    node.start();
    world.run(Duration.ofSeconds(290));
    assertEquals(1, node.claims().size());
    assertTrue(node.events(BootstrapEvent.SlotDisplaced.class).isEmpty());
  }

  @Test
  void p07AReadThatIsNotConclusiveDisplacesNobody() {
    SimNode node = claimed();
    int slot = node.held().getAsInt();
    for (int i = 0; i < 16; i++) {
      node.client().deaf.add(i);
    }
    world.put(slot, world.healthyPeer("192.0.2.9:1"), world.timestamp());
    world.run(Duration.ofMinutes(2));
    assertTrue(node.events(BootstrapEvent.SlotDisplaced.class).isEmpty());
    assertEquals(1, node.writes().size());
  }

  @Test
  void p09EntriesOfBothDialectsAreHealthy() {
    KeyPair keys = world.keys();
    PeerAddress peer = World.address(keys.peerId(), "192.0.2.9:1");
    PeerEntry entry = PeerEntry.of(Dialect.V0_4, World.NETWORK, peer, World.BEGIN);
    PingOutcome outcome =
        new PingOutcome.Healthy(SignedPeerEntry.sign(keys, entry), Duration.ofMillis(3));
    world.answer(keys.peerId(), asked -> new World.Answer(Duration.ofMillis(5), outcome));
    world.put(0, peer);
    world.put(1, world.healthyPeer("192.0.2.8:1"));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(2, node.lastReport().count(Verdict.HEALTHY));
  }

  @Test
  void p10AHeldSlotIsSignedAgainEveryHalfTimeToLiveWithItsOwnTimestampAsSwap() {
    SimNode node = claimed();
    world.run(Duration.ofHours(2));
    List<SimNode.At<Command.Write>> writes = node.commands(Command.Write.class);
    for (int i = 1; i < writes.size(); i++) {
      Duration between = writes.get(i - 1).at().until(writes.get(i).at());
      assertTrue(between.compareTo(Duration.ofSeconds(300)) >= 0, between::toString);
      assertTrue(between.compareTo(Duration.ofSeconds(401)) <= 0, between::toString);
      assertEquals(
          Expected.timestamp(writes.get(i - 1).what().packet().timestamp()),
          writes.get(i).what().expected().of("dht"));
    }
    assertTrue(writes.size() >= 18);
  }

  @Test
  void p10ADisplacedNodeDoesNotRefreshWhatIsNoLongerItsOwn() {
    SimNode node = claimed();
    world.run(Duration.ofMinutes(1));
    int slot = node.held().getAsInt();
    PeerAddress other = world.healthyPeer("192.0.2.9:1");
    world.put(slot, other, world.timestamp());
    world.run(Duration.ofHours(1));
    assertEquals(Optional.of(other.id()), world.holder(slot));
    assertEquals(1, world.slotsOf(node.id()).size());
  }

  @Test
  void p11APeerThatMetUsIsPingedBackOnceAndHandedOn() {
    world.put(0, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(1);
    PeerAddress stranger = world.healthyPeer("192.0.2.9:50000");
    node.meet(stranger);
    node.meet(stranger);
    world.run(Duration.ofSeconds(1));
    node.meet(stranger);
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(stranger), node.pings().stream().map(Command.Ping::address).toList());
    assertEquals(
        Collections.nCopies(3, new BootstrapEvent.PeerMet(stranger)),
        node.events(BootstrapEvent.PeerMet.class));
    BootstrapEvent.PeerDiscovered found = node.events(BootstrapEvent.PeerDiscovered.class).get(0);
    assertEquals(OptionalInt.empty(), found.slot());
    assertEquals(stranger, found.address());
  }

  @Test
  void p11PeersThatMeetUsInCrowdsArePingedBackWithinABudget() {
    world.put(0, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    for (int i = 0; i < 500; i++) {
      node.meet(world.deadPeer("9." + (i / 250) + "." + i % 250 + ".9:50000"));
    }
    world.run(Duration.ofSeconds(55));
    assertEquals(MetPeers.MAX_PER_MINUTE, node.pings().size());
    assertEquals(MetPeers.MAX_PER_MINUTE, node.events(BootstrapEvent.PeerMet.class).size());
  }

  @Test
  void p11WeDoNotPingOurselvesBack() {
    SimNode node = plan.start();
    node.meet(node.address);
    world.run(Duration.ofSeconds(1));
    assertTrue(node.pings().isEmpty());
  }

  @Test
  void p12LeavingEmptiesOurSlotWithASwap() {
    SimNode node = claimed();
    int slot = node.held().getAsInt();
    SignedPacket ours = world.store.get(world.slot(slot).key()).orElseThrow();
    node.leave();
    world.run(Duration.ofSeconds(1));
    assertTrue(node.left);
    SignedPacket there = world.store.get(world.slot(slot).key()).orElseThrow();
    assertEquals(SlotContent.Vacant.INSTANCE, PeerRecord.decode(there));
    Command.Write write = node.writes().get(node.writes().size() - 1);
    assertEquals(Expected.timestamp(ours.timestamp()), write.expected().of("dht"));
    assertEquals(1, node.events(BootstrapEvent.SlotVacated.class).size());
  }

  @Test
  void p12LeavingTakesNoLongerThanTwoSecondsWhateverTheDhtDoes() {
    SimNode node = claimed();
    node.client().latency = Duration.ofDays(1);
    Deadline before = world.clock.now();
    node.leave();
    world.runUntil(() -> node.left);
    assertEquals(Duration.ofSeconds(2), before.until(world.clock.now()));
  }

  @Test
  void p12AClaimThatIsUnderWayIsTakenBackToo() {
    SimNode node = plan.start();
    world.runUntil(() -> !node.writes().isEmpty());
    node.leave();
    world.run(Duration.ofSeconds(3));
    assertTrue(world.slotsOf(node.id()).isEmpty());
  }

  @Test
  void p12ANodeWithoutASlotLeavesAtOnceAndReadersWriteNothing() {
    plan.readOnly = true;
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(1));
    node.leave();
    assertTrue(node.left);
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void anyMomentIsGoodForLeaving() {
    for (int millis = 0; millis < 5000; millis += 37) {
      World other = new World(millis);
      Supplier<PeerAddress> dead = () -> other.deadPeer("192.0.2.9:1");
      other.put(3, dead.get());
      SimNode node = new SimNode.Plan(other).start();
      other.run(Duration.ofMillis(millis));
      node.leave();
      other.run(Duration.ofSeconds(3));
      assertTrue(node.left, "left after " + millis + " ms");
      assertTrue(other.slotsOf(node.id()).isEmpty(), "left after " + millis + " ms");
      assertFalse(node.held().isPresent());
    }
  }

  private SimNode claimed() {
    SimNode node = plan.start();
    world.runUntil(() -> !node.claims().isEmpty());
    return node;
  }
}
