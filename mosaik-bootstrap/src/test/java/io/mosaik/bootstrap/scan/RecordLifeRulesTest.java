package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The numbered behaviours of the wire reference, 5.5: the life of a record. */
class RecordLifeRulesTest {

  private final World world = new World(9);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void r31AHeldSlotIsRewrittenBeforeItGrowsOld() {
    SimNode node = claimed();
    int slot = node.held().getAsInt();
    for (int minute = 0; minute < 120; minute++) {
      world.run(Duration.ofMinutes(1));
      SignedPacket there = world.store.get(world.slot(slot).key()).orElseThrow();
      Duration age = world.now().ageOf(there.timestamp());
      assertTrue(age.compareTo(Duration.ofSeconds(420)) < 0, () -> "age " + age);
    }
    assertEquals(1, node.claims().size());
    assertTrue(node.events(BootstrapEvent.SlotRefreshed.class).size() >= 17);
  }

  @Test
  void refreshesThatNobodyStoresDoNotCountAsClaims() {
    SimNode node = claimed();
    int slot = node.held().getAsInt();
    node.client().refusal = Optional.of(DhtException.Reason.NO_NODES);
    world.run(Duration.ofMinutes(15));
    assertTrue(node.events(BootstrapEvent.ClaimLost.class).size() > 6);

    node.client().refusal = Optional.empty();
    world.run(Duration.ofMinutes(1));
    SignedPacket there = world.store.get(world.slot(slot).key()).orElseThrow();
    Duration age = world.now().ageOf(there.timestamp());
    assertTrue(age.compareTo(Duration.ofMinutes(1)) <= 0, () -> "age " + age);
  }

  @Test
  void r32ARecordThatIsLostIsSoonBack() {
    SimNode node = claimed();
    world.run(Duration.ofSeconds(30));
    int slot = node.held().getAsInt();
    world.store.lose(world.slot(slot).key());
    world.run(Duration.ofSeconds(20));
    assertEquals(List.of(slot), world.slotsOf(node.id()));
  }

  @Test
  void r33ALostRecordComesBackInItsOwnSlot() {
    SimNode node = claimed();
    world.run(Duration.ofMinutes(20));
    int slot = node.held().getAsInt();
    for (int times = 0; times < 5; times++) {
      world.store.lose(world.slot(slot).key());
      world.run(Duration.ofMinutes(2));
      assertEquals(List.of(slot), world.slotsOf(node.id()));
    }
    assertEquals(1, node.claims().size());
  }

  @Test
  void r34ALookupThatMissesOurRecordMakesNoSecondOne() {
    SimNode node = claimed();
    int slot = node.held().getAsInt();
    for (int hour = 0; hour < 3; hour++) {
      world.run(Duration.ofMinutes(59));
      node.client().deaf.add(slot);
      node.client().view = s -> s.index() == slot ? Optional.empty() : world.store.get(s.key());
      world.run(Duration.ofMinutes(1));
      node.client().deaf.clear();
      node.client().view = s -> world.store.get(s.key());
      assertEquals(List.of(slot), world.slotsOf(node.id()));
    }
    assertEquals(1, node.claims().size());
  }

  @Test
  void r34AClientThatMissesOurRecordForHoursMakesNoSecondOneEither() {
    SimNode node = claimed();
    world.run(Duration.ofMinutes(20));
    node.client().goDeaf(16);
    node.client().refusal = Optional.of(DhtException.Reason.NO_NODES);
    world.run(Duration.ofHours(3));
    assertEquals(1, node.claims().size());
    assertTrue(node.held().isPresent());
  }

  @Test
  void anOlderRecordOfOursStaysUntilTheNewestIsKnownToBeThere() {
    world.fill(() -> world.healthyPeer("192.0.2.9:1"));
    world.store.lose(world.slot(5).key());
    SimNode node = plan.create();
    node.client().view = slot -> slot.index() == 5 ? Optional.empty() : world.store.get(slot.key());
    node.start();
    node.scan(1);
    node.client().deaf.add(5);
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(5), world.slotsOf(node.id()));
    world.put(9, node.address);
    node.scan(3);
    assertEquals(List.of(5, 9), world.slotsOf(node.id()));
    node.client().deaf.clear();
    node.client().view = slot -> world.store.get(slot.key());
    node.scan(2);
    assertEquals(List.of(5), world.slotsOf(node.id()));
  }

  @Test
  void r35ARestartWithTheSameKeyUpdatesTheOldRecordInPlace() {
    KeyPair keys = world.keys();
    plan.keys = keys;
    SimNode before = claimed();
    int slot = before.held().getAsInt();
    before.crash();
    SimNode.Plan again = new SimNode.Plan(world).addresses("192.0.2.99:1");
    again.keys = keys;
    SimNode after = again.start();
    after.scan(1);
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of(slot), world.slotsOf(keys.peerId()));
    SlotContent now = PeerRecord.decode(world.store.get(world.slot(slot).key()).orElseThrow());
    assertEquals(after.address, ((SlotContent.Peer) now).address());
  }

  @Test
  void r35ARestartWithTheSameKeyAndAddressTakesTheOldRecordOverAndKeepsItWarm() {
    KeyPair keys = world.keys();
    plan.keys = keys;
    SimNode before = claimed();
    int slot = before.held().getAsInt();
    before.crash();
    world.run(Duration.ofMinutes(4));
    SimNode.Plan again = new SimNode.Plan(world);
    again.keys = keys;
    SimNode after = again.start();
    after.scan(1);
    assertEquals(slot, after.held().getAsInt());
    assertTrue(after.writes().isEmpty());
    assertEquals(
        List.of(new BootstrapEvent.SlotConfirmed(slot)),
        after.events(BootstrapEvent.SlotConfirmed.class));
    after.scan(1);
    assertEquals(1, after.events(BootstrapEvent.SlotConfirmed.class).size());
    world.run(Duration.ofMinutes(4));
    assertEquals(1, after.events(BootstrapEvent.SlotRefreshed.class).size());
  }

  @Test
  void r36ADeadRecordIsKeptAliveByNobody() {
    SimNode node = claimed();
    int free =
        IntStream.range(0, 16).filter(s -> s != node.held().getAsInt()).findFirst().getAsInt();
    SignedPacket dead = world.put(free, world.deadPeer("192.0.2.9:1"));
    world.run(Duration.ofHours(1));
    assertEquals(Optional.of(dead), world.store.get(world.slot(free).key()));
    assertTrue(node.writes().stream().noneMatch(write -> write.slot().index() == free));
  }

  @Test
  void r37ANodeFindsOthersThoughNoSlotIsLeftForIt() {
    int[] net = {1};
    world.fill(() -> world.healthyPeer("9.9." + net[0]++ + ".1:4433"));
    SimNode node = plan.start();
    node.scan(3);
    assertEquals(16, node.discovered().size());
    assertTrue(node.writes().isEmpty());
  }

  @Test
  void r38AddressesThatDoNotSurviveTheTripDoNotMakeARecordStale() {
    plan.addresses("192.0.2.1:4433", "https://relay.example/?key=value");
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(4));
    assertEquals(1, node.writes().size());
    assertEquals(Verdict.OURS, node.verdict(node.held().getAsInt()));
  }

  @Test
  void r39TooManyAddressesNeverStopThePublish() {
    plan.addresses(
        IntStream.range(0, 60)
            .mapToObj(i -> "[2001:db8:1111:2222:3333:4444:5555:" + (4096 + i) + "]:40000")
            .toArray(String[]::new));
    SimNode node = plan.start();
    world.run(Duration.ofMinutes(1));
    assertEquals(1, node.claims().size());
    assertTrue(node.claims().get(0).address().addresses().size() > 10);
    assertEquals(Verdict.OURS, node.verdict(node.held().getAsInt()));
  }

  private SimNode claimed() {
    SimNode node = plan.start();
    node.scan(1);
    world.run(Duration.ofSeconds(20));
    assertNotEquals(0, node.claims().size());
    return node;
  }
}
