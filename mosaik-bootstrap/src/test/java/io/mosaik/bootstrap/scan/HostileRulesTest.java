package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressLimits;
import io.mosaik.bootstrap.address.AddressLimits.Budget;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The numbered behaviours of the wire reference, 5.6: hostile and unlucky cases. */
class HostileRulesTest {

  private final World world = new World(10);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void r40AtMostFourPeersOfOneNeighbourhoodAreHandedOnPerScan() {
    for (int slot = 0; slot < 12; slot++) {
      world.put(slot, world.healthyPeer("8.8.4." + (10 + slot) + ":4433"));
    }
    Set<PeerAddress> others = new HashSet<>();
    for (int slot = 12; slot < 16; slot++) {
      PeerAddress honest = world.healthyPeer("9." + slot + ".1.1:4433");
      others.add(honest);
      world.put(slot, honest);
    }
    SimNode node = plan.start();
    node.scan(1);
    Set<PeerAddress> told = new HashSet<>();
    node.events(BootstrapEvent.PeerDiscovered.class).forEach(found -> told.add(found.address()));
    assertTrue(told.containsAll(others));
    assertEquals(8, told.size());
    assertEquals(16, node.lastReport().count(Verdict.HEALTHY));
  }

  @Test
  void r41ADeadRecordFromTheFutureIsReplacedWithATimestampJustAboveIt() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    Timestamp future = Timestamp.of(World.BEGIN.plus(Duration.ofDays(365)));
    world.put(6, world.deadPeer("192.0.2.8:1"), future);
    SimNode node = plan.start();
    node.scan(1);
    Command.Write claim = node.writes().get(0);
    long above = claim.packet().timestamp().micros() - future.micros();
    assertTrue(above >= 1 && above <= 256, () -> above + " µs above");
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(6), world.slotsOf(node.id()));
  }

  @Test
  void r41AFullChainOfPoisonedSlotsIsLeftAlone() {
    world
        .chain
        .slots()
        .forEach(
            slot ->
                world.put(
                    slot.index(),
                    world.deadPeer("192.0.2.8:1"),
                    new Timestamp(Long.MAX_VALUE - slot.index())));
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(10));
    assertTrue(node.writes().isEmpty());
    assertEquals(16, node.lastReport().count(Verdict.POISONED));
  }

  @Test
  void r42ANegativeTimestampIsNoPacket() {
    SignedPacket good = world.record(0, world.deadPeer("192.0.2.9:1"), world.timestamp());
    byte[] bytes = good.toBytes().toArray();
    bytes[96] |= (byte) 0x80;
    assertThrows(InvalidPacketException.class, () -> SignedPacket.fromBytes(Bytes.of(bytes)));
    assertThrows(IllegalArgumentException.class, () -> new Timestamp(-1));
  }

  @Test
  void r43GarbageFromTheFutureIsReplacedToo() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    Timestamp future = Timestamp.of(World.BEGIN.plus(Duration.ofDays(1)));
    world.store.force(SignedPacket.sign(world.slot(4).keys(), future, Bytes.of(new byte[] {7})));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Expected.timestamp(future), node.writes().get(0).expected().of("dht"));
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(4), world.slotsOf(node.id()));
  }

  @Test
  void r44WhoeverRewritesOurRecordCannotMakeUsWriteMoreOftenThanClaimsAllow() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.put(3, World.address(plan.keys.peerId(), "192.0.2.200:1"));
    SimNode node = plan.start();
    for (int second = 0; second < 600; second++) {
      world.run(Duration.ofSeconds(1));
      world.put(3, World.address(node.id(), "192.0.2.200:1"), world.timestamp());
    }
    assertTrue(node.writes().size() <= 6 + 20, () -> node.writes().size() + " writes");
    assertTrue(node.writes().size() >= 5, () -> node.writes().size() + " writes");
  }

  @Test
  void r44WhoeverDatesOurRecordAheadCannotMakeUsWriteMoreOftenThanClaimsAllow() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.put(3, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(1);
    for (int second = 0; second < 600; second++) {
      world.run(Duration.ofSeconds(1));
      world.put(3, node.address, world.ago(Duration.ofSeconds(-1)));
    }
    assertTrue(node.writes().size() <= 6 + 20, () -> node.writes().size() + " writes");
    assertTrue(node.writes().size() >= 5, () -> node.writes().size() + " writes");
    for (int i = 1; i < node.writes().size(); i++) {
      Duration pause =
          node.commands(Command.Write.class)
              .get(i - 1)
              .at()
              .until(node.commands(Command.Write.class).get(i).at());
      assertTrue(pause.compareTo(Duration.ofSeconds(30)) >= 0, () -> "only after " + pause);
    }
  }

  @Test
  void r44WhoeverCopiesOurRecordIntoAllSlotsCannotMakeUsEmptyThemForEver() {
    SimNode node = plan.start();
    node.scan(1);
    world.run(Duration.ofSeconds(1));
    int writes = node.writes().size();
    for (int second = 0; second < 300; second++) {
      world.run(Duration.ofSeconds(1));
      for (int slot = 0; slot < 16; slot++) {
        world.put(slot, node.address, world.timestamp());
      }
    }
    assertTrue(
        node.writes().size() - writes <= 2 * 16 + 6 + 10, () -> node.writes().size() + " writes");
  }

  @Test
  void r45APeerOfAnotherNetworkIsNotHandedOnAndDoesNotHoldASlot() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    KeyPair keys = world.keys();
    PeerAddress foreigner = World.address(keys.peerId(), "192.0.2.8:1");
    NetworkId elsewhere = NetworkId.of("elsewhere");
    world.answer(
        keys.peerId(),
        asked -> new World.Answer(Duration.ofMillis(5), world.healthy(keys, foreigner, elsewhere)));
    world.put(13, foreigner);
    SimNode node = plan.start();
    node.scan(1);
    assertFalse(node.discovered().contains(foreigner.id()));
    assertEquals(13, node.writes().get(0).slot().index());
  }

  @Test
  void r46ARecordCannotMakeUsDialForbiddenAddressesNorMoreThanEight() {
    String[] victims = new String[12];
    for (int i = 0; i < victims.length; i++) {
      victims[i] = "9.9." + i + ".1:4433";
    }
    world.put(0, world.deadPeer(victims));
    world.put(
        1,
        world.deadPeer(
            "224.0.0.1:5", "255.255.255.255:5", "0.0.0.0:5", "127.0.0.1:5", "8.8.8.8:0"));
    world.put(2, world.deadPeer("224.0.0.1:5", "255.255.255.255:5", "0.0.0.0:5", "8.8.8.8:0"));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(1, node.pings().size());
    assertEquals(8, node.pings().get(0).address().addresses().size());
    assertEquals(Verdict.UNREACHABLE, node.verdict(1));
    assertEquals(Verdict.MALFORMED, node.verdict(2));
    assertTrue(node.events(BootstrapEvent.UnverifiedPeerDiscovered.class).isEmpty());
  }

  @Test
  void r46ALongRecordIsDeadOnlyWhenAllItsAddressesHadTheirTurn() {
    isDeadAfterTwoScans("9.9.%d.1:4433");
  }

  @Test
  void r46AddressesInAnotherSpellingHaveOneTurnToo() {
    isDeadAfterTwoScans("[::ffff:9.9.%d.1]:4433");
  }

  private void isDeadAfterTwoScans(String spelling) {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    String[] many = new String[12];
    for (int i = 0; i < many.length; i++) {
      many[i] = String.format(Locale.ROOT, spelling, i);
    }
    world.put(0, world.deadPeer(many));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.UNVERIFIABLE, node.verdict(0));
    node.scan(1);
    assertEquals(Verdict.DEAD, node.verdict(0));
    Set<TransportAddress> dialled = new HashSet<>();
    node.pings().stream()
        .filter(ping -> ping.address().addresses().size() > 1)
        .forEach(ping -> dialled.addAll(ping.address().addresses()));
    assertEquals(12, dialled.size());
  }

  @Test
  void r46OneHostGetsABoundedNumberOfHandshakesWhileItIsSilent() {
    int[] port = {1000};
    world.fill(() -> world.deadPeer("9.9.9.9:" + port[0]++));
    SimNode node = plan.start();
    world.run(Duration.ofSeconds(59));
    assertTrue(node.pings().size() <= 16 * 3, () -> node.pings().size() + " pings");
    int before = node.pings().size();
    world.run(Duration.ofHours(1));
    int hour = node.pings().size() - before;
    assertTrue(hour <= 16 * 14, () -> hour + " pings of unchanged records in an hour");
  }

  @Test
  void r46FifteenRecordsThatNameAPeersIpDoNotHideThePeer() {
    int[] port = {1000};
    world.fill(
        () -> {
          String[] ports = new String[8];
          java.util.Arrays.setAll(ports, i -> "9.9.9.9:" + port[0]++);
          return world.deadPeer(ports);
        });
    PeerAddress honest = world.healthyPeer("9.9.9.9:4433");
    world.put(7, honest);
    SimNode node = plan.start();
    for (int scan = 0; scan < 20; scan++) {
      node.scan(1);
      assertEquals(Verdict.HEALTHY, node.verdict(7), "scan " + scan);
    }
  }

  @Test
  void recordsOfManyAddressesOnOneIpLockNoNetwork() {
    world
        .chain
        .slots()
        .forEach(
            slot -> {
              String[] ports = new String[28];
              java.util.Arrays.setAll(ports, i -> "9.9.9.9:" + (1000 + 100 * slot.index() + i));
              world.put(slot.index(), world.deadPeer(ports), world.timestamp());
            });
    SimNode node = plan.start();
    world.runUntil(() -> node.held().isPresent());
    Duration took = Deadline.ofNanos(0).until(world.clock.now());
    assertTrue(took.compareTo(Duration.ofMinutes(4)) < 0, () -> "only after " + took);
  }

  @Test
  void anUnverifiedPeerThatComesBackIsToldAgain() {
    plan.reaches = Set.of();
    PeerAddress peer = world.deadPeer("192.0.2.9:1");
    world.put(0, peer);
    SimNode node = plan.start();
    node.scan(2);
    world.store.lose(world.slot(0).key());
    world.runUntil(() -> !node.events(BootstrapEvent.PeerLost.class).isEmpty());
    world.put(0, peer, world.timestamp());
    node.scan(2);
    assertEquals(2, node.events(BootstrapEvent.UnverifiedPeerDiscovered.class).size());
  }

  @Test
  void aPeerThatWasSilentForLongIsAskedAtOnceWhenItPingsUs() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    boolean[] silent = {true};
    KeyPair keys = world.keys();
    PeerAddress peer = World.address(keys.peerId(), "9.9.9.9:1");
    world.answer(
        keys.peerId(),
        asked ->
            new World.Answer(
                Duration.ofMillis(5), silent[0] ? SimNode.silent() : world.healthy(keys, peer)));
    world.put(3, peer, world.timestamp());
    plan.readOnly = true;
    SimNode node = plan.start();
    for (int minute = 0; minute < 14; minute++) {
      world.put(3, peer, world.timestamp());
      world.run(Duration.ofMinutes(1));
    }
    silent[0] = false;
    node.meet(peer);
    node.scan(1);
    assertEquals(Verdict.HEALTHY, node.verdict(3));
  }

  @Test
  void furtherAddressesOfAPrefixHaveTheirTurnBeforeASlotIsTaken() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    KeyPair keys = world.keys();
    PeerAddress peer =
        World.address(keys.peerId(), "9.9.9.9:1", "9.9.9.9:2", "9.9.9.9:3", "9.9.9.9:4");
    TransportAddress works = World.transport("9.9.9.9:4");
    world.answer(
        keys.peerId(),
        asked ->
            new World.Answer(
                Duration.ofMillis(5),
                asked.addresses().contains(works) ? world.healthy(keys, peer) : SimNode.silent()));
    world.put(3, peer, world.timestamp());
    SimNode node = plan.start();
    world.runUntil(() -> node.discovered().contains(peer.id()));
    assertTrue(node.writes().isEmpty(), () -> node.lastReport().toString());
  }

  @Test
  void aBusyPeerIsAskedOnceAScan() {
    PingOutcome busy = new PingOutcome.Failed(PingOutcome.Reason.BUSY, "try later");
    boolean[] isBusy = {false};
    KeyPair keys = world.keys();
    PeerAddress peer = World.address(keys.peerId(), "10.9.9.9:1");
    world.answer(
        keys.peerId(),
        asked ->
            new World.Answer(Duration.ofMillis(5), isBusy[0] ? busy : world.healthy(keys, peer)));
    world.put(3, peer);
    SimNode node = plan.start();
    node.scan(1);
    isBusy[0] = true;
    int pings = node.pings().size();
    node.scan(5);
    assertTrue(node.pings().size() - pings <= 6, () -> node.pings().size() + " pings");
  }

  @Test
  void thePingOfTheNewestVersionDoesNotWaitForThoseOfOlderOnes() {
    List<SignedPacket> stale = new ArrayList<>();
    for (int slot = 0; slot < 16; slot++) {
      stale.add(world.record(slot, world.deadPeer("10.9.9.9:1"), world.ago(Duration.ofHours(1))));
    }
    PeerAddress honest = world.healthyPeer("10.9.9.8:1");
    SignedPacket newest = world.record(7, honest, world.ago(Duration.ofMinutes(1)));
    SimNode node = plan.create();
    boolean[] late = {false};
    node.client().view =
        slot -> Optional.of(late[0] && slot.index() == 7 ? newest : stale.get(slot.index()));
    world.in(Duration.ofMillis(60), () -> late[0] = true);
    node.start();
    world.runUntil(() -> node.discovered().contains(honest.id()));
    Duration took = Deadline.ofNanos(0).until(world.clock.now());
    assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, () -> "only after " + took);
  }

  @Test
  void aNodeThatMayNotClaimScansLessAndLessOften() {
    world.fill(() -> world.deadPeer("https://relay.example/"));
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(10));
    int scans = node.reports().size();
    assertTrue(scans <= 15, () -> scans + " scans in ten minutes");
    assertEquals(
        16, node.events(BootstrapEvent.UnverifiedPeerDiscovered.class).size(), "once each");
  }

  @Test
  void r46BudgetsThatAreSetHoldForPrivateAddressesToo() {
    plan.limits = new AddressLimits(8, new Budget(3, true), new Budget(2, true));
    int[] port = {1000};
    world.fill(() -> world.healthyPeer("10.1.1.1:" + port[0]++));
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(3, node.pings().size());
    assertEquals(2, node.discovered().size());
    assertEquals(13, node.lastReport().count(Verdict.UNVERIFIABLE));
  }

  @Test
  void r47AClockBehindTheStoredTimestampDoesNotStopUs() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.put(2, world.deadPeer("192.0.2.8:1"), world.timestamp());
    world.clock.setDate(World.BEGIN.minus(Duration.ofDays(2)));
    SimNode node = plan.start();
    node.scan(1);
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(2), world.slotsOf(node.id()));
  }

  @Test
  void r48AClockThatDiffersFromThoseOfMostPeersIsReportedAndWarnedOfOnce() {
    for (int slot = 0; slot < 3; slot++) {
      KeyPair keys = world.keys();
      PeerAddress peer = World.address(keys.peerId(), "192.0.2.9:1");
      world.answer(
          keys.peerId(),
          asked -> new World.Answer(Duration.ofMillis(5), entryFromTenMinutesAgo(keys, peer)));
      world.put(slot, peer);
    }
    SimNode node = plan.start();
    node.scan(3);
    List<BootstrapEvent.Warning> warnings = node.events(BootstrapEvent.Warning.class);
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).message().contains("ahead of"), warnings::toString);
    assertEquals(1, node.lastReport().remarks().size());
  }

  private io.mosaik.api.spi.PingOutcome entryFromTenMinutesAgo(KeyPair keys, PeerAddress peer) {
    var entry =
        io.mosaik.api.PeerEntry.of(
            io.mosaik.api.Dialect.V0_3,
            World.NETWORK,
            peer,
            world.clock.instant().minus(Duration.ofMinutes(10)));
    return new io.mosaik.api.spi.PingOutcome.Healthy(
        io.mosaik.api.SignedPeerEntry.sign(keys, entry), Duration.ofMillis(3));
  }
}
