package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.client.ClientReading;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ScanReport.Action;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.bootstrap.record.PeerRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of verdicts, row by row. Where nothing else is said, a chain has a single slot. */
class VerdictTableTest {

  private final World world = new World(1, 1);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void aLookupThatIsNotConclusiveSaysUnknown() {
    SimNode node = plan.create();
    node.client().goDeaf(1);
    node.start();
    node.scan(1);
    assertEquals(Verdict.UNKNOWN, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void aSilentPeerInALookupThatIsNotConclusiveIsUnknownToo() {
    world.put(0, world.deadPeer("192.0.2.9:1"));
    SimNode node = plan.create();
    node.client().deaf.add(0);
    node.start();
    node.scan(1);
    assertEquals(Verdict.UNKNOWN, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void aConclusiveLookupWithoutASingleAnswerIsNone() {
    ClientReading boast =
        new ClientReading("boaster", 0, 0, true, Optional.empty(), Optional.empty(), true);
    assertFalse(new SlotReading(List.of(boast)).conclusive());
  }

  @Test
  void anEmptySlotIsClaimedOnTopOfNothing() {
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.EMPTY, node.verdict(0));
    assertEquals(Expected.absent(), node.writes().get(0).expected().of("dht"));
  }

  @Test
  void aVacatedSlotIsEmptyAndIsClaimedOnTopOfTheVacatingPacket() {
    Timestamp vacated = world.ago(Duration.ofSeconds(30));
    world.store.force(
        SignedPacket.sign(
            world.slot(0).keys(), vacated, PeerRecord.encodeVacant(world.slot(0).key())));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.EMPTY, node.verdict(0));
    assertEquals(Expected.timestamp(vacated), node.writes().get(0).expected().of("dht"));
  }

  @Test
  void garbageIsMalformedAndIsClaimedWithASwap() {
    Timestamp when = world.ago(Duration.ofMinutes(1));
    Bytes garbage = Bytes.of(new byte[] {1, 2, 3});
    world.store.force(SignedPacket.sign(world.slot(0).keys(), when, garbage));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.MALFORMED, node.verdict(0));
    assertEquals(Expected.timestamp(when), node.writes().get(0).expected().of("dht"));
    assertTrue(node.pings().isEmpty());
  }

  @Test
  void ourRecordWithOurAddressesIsOurs() {
    world.put(0, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.OURS, node.verdict(0));
    assertTrue(node.writes().isEmpty());
    assertEquals(0, node.held().getAsInt());
  }

  @Test
  void ourRecordWithOtherAddressesIsStaleAndUpdatedInPlace() {
    Timestamp when = world.ago(Duration.ofMinutes(1));
    world.put(0, World.address(plan.keys.peerId(), "192.0.2.77:4433"), when);
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.STALE, node.verdict(0));
    assertEquals(Action.UPDATE, node.lastReport().decisions().get(0).action());
    assertEquals(Expected.timestamp(when), node.writes().get(0).expected().of("dht"));
  }

  @Test
  void aPeerThatAnswersIsHealthyAndKeepsItsSlot() {
    PeerAddress peer = world.healthyPeer("192.0.2.9:1");
    world.put(0, peer);
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.HEALTHY, node.verdict(0));
    assertEquals(Duration.ofMillis(7), node.slotReport(0).roundTrip().orElseThrow());
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void anUnknownVersionIsAliveAndKeepsItsSlotForTwoScans() {
    World two = new World(2, 2);
    two.fill(() -> newer(two));
    SimNode node = new SimNode.Plan(two).start();
    node.scan(2);
    assertEquals(2, node.lastReport().count(Verdict.ALIVE));
    assertTrue(node.writes().isEmpty());
    node.scan(1);
    assertEquals(1, node.writes().size());
    Command.Write claim = node.writes().get(0);
    Timestamp replaced = node.slotReport(claim.slot().index()).timestamp().orElseThrow();
    assertEquals(Expected.timestamp(replaced), claim.expected().of("dht"));
  }

  @Test
  void unknownVersionsKeepTheirSlotsWhileThereIsOneOtherPeer() {
    World two = new World(2, 2);
    two.put(0, newer(two));
    two.put(1, two.healthyPeer("192.0.2.9:1"));
    SimNode node = new SimNode.Plan(two).start();
    node.scan(5);
    assertEquals(Verdict.ALIVE, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"SILENT", "REFUSED", "WRONG_IDENTITY", "WRONG_NETWORK", "MALFORMED"})
  void aFailureThatIsThePeersMakesItDeadAndItsSlotIsClaimedWithASwap(Reason reason) {
    Timestamp when = world.ago(Duration.ofMinutes(11));
    world.put(0, world.peerAnswering(failed(reason), "192.0.2.9:1"), when);
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.DEAD, node.verdict(0));
    assertEquals(Expected.timestamp(when), node.writes().get(0).expected().of("dht"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"SILENT", "REFUSED"})
  void silenceProvesNothingWhileOurOwnPathWasNotSeenWorking(Reason reason) {
    world.put(0, world.peerAnswering(failed(reason), "192.0.2.9:1"));
    SimNode node = plan.create();
    node.client().overUdp = false; // answers over HTTP
    node.start();
    node.scan(3);
    assertEquals(Verdict.UNVERIFIABLE, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void anAuthenticatedHandshakeElsewhereShowsThatOurOwnPathWorks() {
    World two = new World(3, 2);
    two.putOld(0, two.deadPeer("192.0.2.9:1"));
    two.put(1, two.healthyPeer("192.0.2.8:1"));
    SimNode node = new SimNode.Plan(two).create();
    node.client().overUdp = false;
    node.start();
    node.scan(1);
    assertEquals(Verdict.DEAD, node.verdict(0));
    assertEquals(0, node.writes().get(0).slot().index());
  }

  @Test
  void aPeerThatMeetsUsDuringTheScanShowsItToo() {
    world.put(0, world.deadPeer("192.0.2.9:1"));
    SimNode node = plan.create();
    node.client().overUdp = false;
    node.start();
    node.meet(world.deadPeer("192.0.2.200:9"));
    node.scan(1);
    assertEquals(Verdict.DEAD, node.verdict(0));
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"LOCAL_FAILURE", "BUSY"})
  void aFailureThatIsNotThePeersNeverMakesItDead(Reason reason) {
    world.put(0, world.peerAnswering(failed(reason), "192.0.2.9:1"));
    SimNode node = plan.start();
    node.scan(3);
    assertEquals(Verdict.UNVERIFIABLE, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void aPeerWithoutAPathThatWeSpeakIsUnreachableAndHandedOnAsUnverified() {
    PeerAddress peer = world.deadPeer("https://relay.example/");
    world.put(0, peer);
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.UNREACHABLE, node.verdict(0));
    assertEquals(
        List.of(peer),
        node.events(BootstrapEvent.UnverifiedPeerDiscovered.class).stream()
            .map(BootstrapEvent.UnverifiedPeerDiscovered::address)
            .toList());
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void aPeerThatIsSilentWhereWeCanAskButHasARelayThatWeDoNotSpeakIsUnreachable() {
    world.put(0, world.deadPeer("192.0.2.9:1", "https://relay.example/"));
    SimNode node = plan.start();
    node.scan(3);
    assertEquals(Verdict.UNREACHABLE, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void anUnreachablePeerIsReplacedWhenItsRecordHasStoodForThreeHoursAndNothingElseMayBe() {
    Timestamp old = world.ago(Duration.ofHours(24).plusSeconds(1));
    world.put(0, world.deadPeer("https://relay.example/"), old);
    SimNode node = plan.start();
    world.run(ClaimPolicy.ABANDONED_AFTER);
    assertTrue(node.writes().isEmpty(), "our wall clock proves nothing");
    world.run(Duration.ofMinutes(2));
    assertEquals(Expected.timestamp(old), node.writes().get(0).expected().of("dht"));
    assertTrue(node.events(BootstrapEvent.UnverifiedPeerDiscovered.class).isEmpty());
  }

  @Test
  void anUnreachablePeerOfNextYearDoesNotHoldItsSlotForEver() {
    Timestamp future = world.ago(Duration.ofDays(-365));
    world.put(0, world.deadPeer("https://relay.example/"), future);
    SimNode node = plan.start();
    world.run(ClaimPolicy.ABANDONED_AFTER.plusMinutes(2));
    assertEquals(Expected.timestamp(future), node.writes().get(0).expected().of("dht"));
  }

  @Test
  void anUnreachablePeerThatWritesKeepsItsSlot() {
    PeerAddress peer = world.deadPeer("https://relay.example/");
    SimNode node = plan.start();
    for (int hour = 0; hour < 24; hour++) {
      world.put(0, peer, world.timestamp());
      world.run(Duration.ofHours(1));
    }
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void emptySlotsAreClaimedBeforeThoseOfDeadPeers() {
    for (int seed = 0; seed < 20; seed++) {
      World three = new World(seed, 3);
      three.putOld(0, three.deadPeer("192.0.2.9:1"));
      three.put(1, three.deadPeer("192.0.2.8:1"));
      SimNode node = new SimNode.Plan(three).start();
      node.scan(1);
      assertEquals(2, node.writes().get(0).slot().index(), "seed " + seed);
    }
  }

  @Test
  void aSilentPeerWithAYoungRecordComesLastAmongTheDead() {
    for (int seed = 0; seed < 20; seed++) {
      World two = new World(seed, 2);
      two.put(0, two.deadPeer("192.0.2.9:1"));
      two.putOld(1, two.deadPeer("192.0.2.8:1"));
      SimNode node = new SimNode.Plan(two).start();
      node.scan(1);
      assertEquals(1, node.writes().get(0).slot().index(), "seed " + seed);
    }
  }

  @Test
  void aSilentPeerWithAYoungRecordGivesWayOnlyAfterAMinuteOfSilence() {
    SignedPacket young = world.put(0, world.deadPeer("192.0.2.9:1"), world.timestamp());
    SimNode node = plan.start();
    world.run(Duration.ofSeconds(60));
    assertEquals(Verdict.DEAD, node.verdict(0));
    assertTrue(node.writes().isEmpty(), () -> node.lastReport().toString());
    world.runUntil(() -> !node.writes().isEmpty());
    assertEquals(Expected.timestamp(young.timestamp()), node.writes().get(0).expected().of("dht"));
    Duration took = Deadline.ofNanos(0).until(world.clock.now());
    assertTrue(took.compareTo(Duration.ofSeconds(90)) < 0, () -> "only after " + took);
  }

  @Test
  void aPeerThatIsHeardInBetweenStartsTheMinuteAnew() {
    boolean[] silent = {true};
    var keys = world.keys();
    PeerAddress peer = World.address(keys.peerId(), "10.0.2.9:1");
    world.answer(
        keys.peerId(),
        asked ->
            new World.Answer(
                Duration.ofMillis(5), silent[0] ? SimNode.silent() : world.healthy(keys, peer)));
    world.put(0, peer, world.timestamp());
    SimNode node = plan.start();
    world.run(Duration.ofSeconds(50));
    silent[0] = false;
    node.scan(1);
    silent[0] = true;
    world.run(Duration.ofSeconds(60));
    assertTrue(node.writes().isEmpty(), () -> node.lastReport().toString());
  }

  @Test
  void anUnreachablePeerOfADayAgoStaysWhileAnotherSlotMayBeClaimed() {
    for (int seed = 0; seed < 20; seed++) {
      World two = new World(seed, 2);
      two.put(0, two.deadPeer("https://relay.example/"), two.ago(Duration.ofHours(25)));
      SimNode node = new SimNode.Plan(two).start();
      node.scan(1);
      assertEquals(1, node.writes().get(0).slot().index(), "seed " + seed);
    }
  }

  @Test
  void withoutAPingerFreshRecordsAreHandedOnAndOldOnesAreNot() {
    World two = new World(4, 2);
    PeerAddress fresh = two.deadPeer("192.0.2.9:1");
    two.put(0, fresh, two.ago(Duration.ofSeconds(599)));
    two.put(1, two.deadPeer("192.0.2.8:1"), two.ago(Duration.ofSeconds(601)));
    SimNode.Plan noPinger = new SimNode.Plan(two);
    noPinger.reaches = Set.of();
    SimNode node = noPinger.start();
    node.scan(1);
    assertEquals(2, node.lastReport().count(Verdict.UNREACHABLE));
    List<BootstrapEvent.UnverifiedPeerDiscovered> told =
        node.events(BootstrapEvent.UnverifiedPeerDiscovered.class);
    assertEquals(1, told.size());
    assertEquals(fresh, told.get(0).address());
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void aTimestampWithoutRoomAboveItPoisonsADeadSlot() {
    world.put(0, world.deadPeer("192.0.2.9:1"), new Timestamp(Stamps.POISON_MICROS + 1));
    SimNode node = plan.start();
    node.scan(2);
    assertEquals(Verdict.POISONED, node.verdict(0));
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void aPeerOfAnotherNetworkIsDeadEvenIfAPingerCallsItHealthy() {
    var keys = world.keys();
    PeerAddress peer = World.address(keys.peerId(), "192.0.2.9:1");
    world.answer(
        keys.peerId(),
        asked ->
            new World.Answer(
                Duration.ofMillis(5), world.healthy(keys, peer, NetworkId.of("another"))));
    world.put(0, peer);
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.DEAD, node.verdict(0));
    assertTrue(node.discovered().isEmpty());
  }

  private static PeerAddress newer(World world) {
    PeerAddress peer = world.deadPeer("192.0.2.9:1");
    world.answer(
        peer.id(),
        asked ->
            new World.Answer(
                Duration.ofMillis(20),
                new PingOutcome.AliveUnknownVersion(peer.id(), "0.9.0", Duration.ofMillis(9))));
    return peer;
  }

  private static PingOutcome failed(Reason reason) {
    return new PingOutcome.Failed(reason, "as scripted");
  }
}
