package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many nodes in one world: do they find each other, and does each get along with one slot? */
class SwarmTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fifteenNodesThatStartTogetherTakeASlotEachAndFindEachOther(long seed) {
    World world = new World(seed);
    List<SimNode> nodes = start(world, 15);
    world.run(Duration.ofMinutes(12));
    for (SimNode node : nodes) {
      assertEquals(1, world.slotsOf(node.id()).size(), () -> "seed " + seed + ": " + node);
      assertEquals(14, node.discovered().size(), () -> "seed " + seed + ": " + node);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nodesThatStartTogetherAllKnowEachOtherLongBeforeTheSecondInterval(long seed) {
    for (int count : List.of(2, 3, 5, 10, 15)) {
      World world = new World(seed);
      List<SimNode> nodes = start(world, count);
      world.run(Duration.ofSeconds(8));
      for (SimNode node : nodes) {
        assertEquals(
            count - 1,
            node.discovered().size(),
            () -> count + " nodes, seed " + seed + ": " + node + " knows " + node.discovered());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6})
  void moreNodesThanSlotsAllFindEverySlotHolder(long seed) {
    World world = new World(seed);
    List<SimNode> nodes = start(world, 24);
    world.run(Duration.ofMinutes(12));
    Set<Object> holders = new HashSet<>();
    nodes.stream().filter(n -> !world.slotsOf(n.id()).isEmpty()).forEach(n -> holders.add(n.id()));
    assertEquals(16, holders.size(), "seed " + seed);
    for (SimNode node : nodes) {
      Set<Object> missing = new HashSet<>(holders);
      missing.removeAll(node.discovered());
      missing.remove(node.id());
      assertTrue(missing.isEmpty(), () -> "seed " + seed + ": " + node + " misses " + missing);
    }
  }

  @Test
  void theSlotsOfNodesThatVanishGoToOthersAndThoseThatLeaveMakeRoomAtOnce() {
    World world = new World(8, 4);
    List<SimNode> nodes = start(world, 4);
    world.run(Duration.ofMinutes(10));
    nodes.get(0).crash();
    nodes.get(1).leave();
    world.run(Duration.ofSeconds(1));
    List<SimNode> young = start(world, 2);
    world.run(Duration.ofMinutes(10));
    for (SimNode node : young) {
      assertEquals(1, world.slotsOf(node.id()).size(), node::toString);
    }
    assertTrue(world.slotsOf(nodes.get(0).id()).isEmpty());
  }

  private static List<SimNode> start(World world, int count) {
    List<SimNode> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String address = "10.0." + world.random.nextInt(250) + "." + (i + 1) + ":4433";
      nodes.add(new SimNode.Plan(world).addresses(address).start());
    }
    return nodes;
  }
}
