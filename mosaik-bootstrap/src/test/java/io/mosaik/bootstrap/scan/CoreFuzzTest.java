package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a hostile world does to a node, it throws nothing and never claims too often. */
@Tag("fuzz")
class CoreFuzzTest {

  private static final int STEPS = 200;

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105})
  void aHostileWorldGetsNowhere(long seed) {
    World world = new World(seed, 4);
    Random chance = new Random(seed);
    SimNode node = new SimNode.Plan(world).start();
    try {
      for (int step = 0; step < STEPS; step++) {
        disturb(world, node, chance);
        world.run(Duration.ofMillis(chance.nextInt(20_000)));
      }
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("seed " + seed, failure);
    }
    assertTrue(mostClaimsInTenMinutes(node) <= 6 + 20, "seed " + seed);
    assertTrue(node.reports().size() > 50, "seed " + seed);
  }

  private static void disturb(World world, SimNode node, Random chance) {
    int slot = chance.nextInt(4);
    switch (chance.nextInt(12)) {
      case 0 -> world.put(slot, world.deadPeer("192.0.2." + chance.nextInt(250) + ":1"));
      case 1 -> world.put(slot, world.healthyPeer("192.0.2." + chance.nextInt(250) + ":1"));
      case 2 -> world.put(slot, World.address(node.id(), "192.0.2.77:7"), world.timestamp());
      case 3 -> world.put(slot, node.address, new Timestamp(chance.nextLong() >>> 1));
      case 4 -> world.store.force(garbage(world, slot, chance));
      case 5 -> world.store.lose(world.slot(slot).key());
      case 6 -> toggle(node, slot);
      case 7 -> node.client().refusal = refusal(chance);
      case 8 -> node.neighbors(chance.nextInt(3));
      case 9 -> node.move("192.0.2." + (1 + chance.nextInt(3)) + ":4433");
      case 10 -> node.meet(world.healthyPeer("192.0.2." + chance.nextInt(250) + ":9"));
      default -> confuse(world, node, chance);
    }
  }

  /** Ends of operations that nobody began, and ends that come twice. */
  private static void confuse(World world, SimNode node, Random chance) {
    long id = chance.nextInt(5000);
    node.core.readEnded(id, new SlotReading(List.of()), world.now());
    node.core.pingEnded(id, SimNode.silent(), world.now());
    node.core.writeEnded(
        id,
        new io.mosaik.bootstrap.client.WriteOutcome.NotStored(Optional.empty(), "confused"),
        world.now());
    PeerAddress stranger = world.peerAnswering(lie(world), "192.0.2.250:1");
    world.put(chance.nextInt(4), stranger, world.timestamp());
    node.core.surroundings(node.address, OptionalInt.empty(), world.now());
    node.drain();
  }

  private static PingOutcome lie(World world) {
    KeyPair keys = world.keys();
    return world.healthy(keys, World.address(keys.peerId(), "192.0.2.1:1"));
  }

  private static SignedPacket garbage(World world, int slot, Random chance) {
    byte[] bytes = new byte[chance.nextInt(200)];
    chance.nextBytes(bytes);
    return SignedPacket.sign(world.slot(slot).keys(), world.timestamp(), Bytes.of(bytes));
  }

  private static void toggle(SimNode node, int slot) {
    if (!node.client().deaf.remove(slot)) {
      node.client().deaf.add(slot);
    }
  }

  private static Optional<DhtException.Reason> refusal(Random chance) {
    DhtException.Reason[] reasons = DhtException.Reason.values();
    return chance.nextBoolean()
        ? Optional.empty()
        : Optional.of(reasons[chance.nextInt(reasons.length)]);
  }

  /** Successful and lost claims, refreshes aside. */
  private static int mostClaimsInTenMinutes(SimNode node) {
    List<Deadline> claims =
        node.events.stream()
            .filter(e -> e.what() instanceof BootstrapEvent.SlotClaimed)
            .map(SimNode.At::at)
            .toList();
    int most = 0;
    for (Deadline begin : claims) {
      Deadline end = begin.plus(Duration.ofMinutes(10).minusSeconds(1));
      most =
          Math.max(
              most,
              (int) claims.stream().filter(at -> !at.isBefore(begin) && at.isBefore(end)).count());
    }
    return most;
  }
}
