package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings.Polling;
import io.mosaik.bootstrap.model.ScanReport.Action;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The numbered behaviours of the wire reference, 5.3: publish. */
class PublishRulesTest {

  private final World world = new World(7);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void r21NothingIsPublishedWhileWeArePresent() {
    world.put(3, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(5);
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void r21NothingIsPublishedForTenMinutesAfterASuccessThatNobodySees() {
    SimNode node = plan.create();
    node.client().view = slot -> Optional.empty(); // nothing ever shows
    node.start();
    node.scan(1);
    world.run(Duration.ofSeconds(295)); // the first refresh is due after 300 s
    assertEquals(1, node.writes().size());
    assertTrue(node.reports().size() > 40);
    world.run(Duration.ofSeconds(305));
    int slot = node.writes().get(0).slot().index();
    assertTrue(node.writes().stream().allMatch(write -> write.slot().index() == slot));
  }

  @Test
  void r21NothingIsPublishedWithoutACandidate() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    SimNode node = plan.start();
    node.scan(5);
    assertTrue(node.writes().isEmpty());
    assertEquals(Action.NONE, node.lastReport().decisions().get(0).action());
  }

  @Test
  void r21DisplacementLiftsTheGuard() {
    SimNode node = plan.start();
    node.scan(1);
    world.run(Duration.ofSeconds(1));
    int first = node.held().getAsInt();
    world.put(first, world.healthyPeer("192.0.2.9:1"), world.timestamp());
    world.run(Duration.ofSeconds(30));
    assertEquals(2, node.claims().size());
    assertEquals(1, world.slotsOf(node.id()).size());
  }

  @Test
  void r22TheSlotIsDrawnUniformlyFromEmptyAndMalformedOnesAlike() {
    Map<Integer, Integer> drawn = new TreeMap<>();
    int runs = 400;
    for (int seed = 0; seed < runs; seed++) {
      World other = new World(seed, 4);
      other.put(0, other.deadPeer());
      other.put(1, other.healthyPeer("192.0.2.8:1"));
      SimNode node = new SimNode.Plan(other).start();
      node.scan(1);
      drawn.merge(node.writes().get(0).slot().index(), 1, Integer::sum);
    }
    assertEquals(java.util.Set.of(0, 2, 3), drawn.keySet());
    // 133 each on average; six standard deviations are 57
    drawn.values().forEach(count -> assertEquals(runs / 3.0, count, 57, drawn::toString));
  }

  @Test
  void r23ARecordSaysWhatIsTrueWhenItIsSigned() {
    SimNode node = plan.start();
    world.run(Duration.ofMillis(60)); // the scan is under way
    node.move("192.0.2.50:4433");
    node.scan(1);
    Command.Write claim = node.writes().get(0);
    SlotContent.Peer said = (SlotContent.Peer) PeerRecord.decode(claim.packet());
    assertEquals(World.address(node.id(), "192.0.2.50:4433"), said.address());
    assertEquals(Expected.absent(), claim.expected().of("dht"));
  }

  @Test
  void r24ALostRaceCostsARandomPauseInsteadOfAScanAtOnce() {
    Duration shortest = Duration.ofDays(1);
    Duration longest = Duration.ZERO;
    for (int seed = 0; seed < 40; seed++) {
      World other = new World(seed);
      SimNode node = new SimNode.Plan(other).create();
      node.client().refusal = Optional.of(DhtException.Reason.SWAP_LOST);
      node.start();
      other.runUntil(() -> !node.events(BootstrapEvent.ClaimLost.class).isEmpty());
      Duration pause = node.events(BootstrapEvent.ClaimLost.class).get(0).pause();
      Deadline lost = other.clock.now();
      other.runUntil(() -> node.reads().size() > 16);
      assertEquals(pause, lost.until(other.clock.now()));
      shortest = pause.compareTo(shortest) < 0 ? pause : shortest;
      longest = pause.compareTo(longest) > 0 ? pause : longest;
    }
    assertTrue(shortest.toMillis() < 100, shortest::toString);
    assertTrue(longest.toMillis() > 400 && longest.toMillis() <= 500, longest::toString);
  }

  @Test
  void r24AnotherFailureIsNoRaceAndTheNextScanComesAsUsual() {
    SimNode node = plan.create();
    node.client().refusal = Optional.of(DhtException.Reason.NO_NODES);
    node.start();
    node.scan(1);
    Deadline end = world.clock.now();
    world.runUntil(() -> node.reads().size() > 16);
    assertTrue(end.until(world.clock.now()).compareTo(Duration.ofSeconds(5)) >= 0);
    BootstrapEvent.ClaimLost lost = node.events(BootstrapEvent.ClaimLost.class).get(0);
    assertEquals(Duration.ZERO, lost.pause());
  }

  @Test
  void whoIsOutsideLooksAgainSoonThoughAClaimHasNotEndedYet() {
    world.put(0, world.healthyPeer());
    SimNode node = plan.create();
    node.neighbors(1);
    node.client().writeLatency = Optional.of(Duration.ofSeconds(8));
    node.client().refusal = Optional.of(DhtException.Reason.TIMED_OUT);
    node.start();
    node.scan(2);
    assertTrue(node.events(BootstrapEvent.ClaimLost.class).isEmpty(), "it is under way");
    Deadline second = world.clock.now();
    node.scan(1);
    assertTrue(second.until(world.clock.now()).compareTo(Duration.ofSeconds(8)) < 0);
  }

  @Test
  void r25AfterAPublishTheSlotIsReadAgainAfterThreeAndTenSeconds() {
    Duration rarely = Duration.ofMinutes(1);
    plan.settings(s -> s.with(new Polling(rarely, rarely, rarely)));
    SimNode node = plan.start();
    world.runUntil(() -> !node.claims().isEmpty());
    Deadline stored = world.clock.now();
    node.scan(1); // the look that follows a claim
    int reads = node.reads().size();
    world.run(Duration.ofSeconds(12));
    var again = node.commands(Command.Read.class).subList(reads, node.reads().size());
    assertEquals(2, again.size());
    assertEquals(Duration.ofSeconds(3), stored.until(again.get(0).at()));
    assertEquals(Duration.ofSeconds(10), stored.until(again.get(1).at()));
    assertEquals(node.held().getAsInt(), again.get(0).what().slot().index());
    assertEquals(1, node.events(BootstrapEvent.SlotConfirmed.class).size());
  }

  @Test
  void r25AWinnerByASmallMajorityIsFoundOutByReadingAgain() {
    SimNode node = plan.create();
    SimClient other = new SimClient("relay", new SimStore());
    node.clients.add(other);
    node.start();
    world.runUntil(() -> !node.claims().isEmpty());
    int slot = node.held().getAsInt();
    PeerAddress rival = world.healthyPeer("192.0.2.9:1");
    SignedPacket newer = world.record(slot, rival, world.timestamp());
    other.store.force(newer); // the others' nodes stored somebody else's
    world.run(Duration.ofMillis(3200));
    assertEquals(
        Optional.of(rival.id()), node.events(BootstrapEvent.SlotDisplaced.class).get(0).by());
  }
}
