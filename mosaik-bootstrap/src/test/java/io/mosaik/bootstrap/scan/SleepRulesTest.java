package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The numbered behaviours of the wire reference, 5.4: sleep. */
class SleepRulesTest {

  private final World world = new World(8);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void r27WithoutNeighborsThePollIsFastAndWithThemItIsSlow() {
    plan.neighbors = OptionalInt.of(0);
    SimNode lonely = plan.start();
    lonely.scan(3);
    assertTrue(pauses(lonely).get(1).compareTo(Duration.ofSeconds(7)) < 0);

    SimNode.Plan second = new SimNode.Plan(world);
    second.neighbors = OptionalInt.of(1);
    SimNode connected = second.start();
    connected.scan(4); // after the first scan it is outside the chain, hence fast
    assertTrue(pauses(connected).get(2).compareTo(Duration.ofSeconds(60)) >= 0);
  }

  @Test
  void r27WithoutASinkTheHealthyPeersOfTheLastScanCount() {
    world.put(0, World.address(plan.keys.peerId(), "192.0.2.1:4433"));
    SimNode node = plan.start();
    node.scan(2);
    assertTrue(pauses(node).get(0).compareTo(Duration.ofSeconds(7)) < 0);
    world.put(1, world.healthyPeer("192.0.2.9:1"));
    node.scan(2);
    List<Duration> pauses = pauses(node);
    assertTrue(pauses.get(pauses.size() - 1).compareTo(Duration.ofSeconds(60)) >= 0);
  }

  @Test
  void r28JitterIsUniformInWholeMillisecondsUpToAThird() {
    plan.neighbors = OptionalInt.of(0);
    SimNode node = plan.start();
    node.scan(600);
    LongSummaryStatistics fast =
        pauses(node).stream().skip(1).mapToLong(Duration::toMillis).summaryStatistics();
    assertTrue(fast.getMin() >= 5000 && fast.getMin() < 5050, fast::toString);
    assertTrue(fast.getMax() <= 6666 && fast.getMax() > 6600, fast::toString);
    assertEquals(5833, fast.getAverage(), 100, fast::toString);
    assertTrue(pauses(node).stream().allMatch(pause -> pause.toNanosPart() % 1_000_000 == 0));
    node.neighbors(5);
    node.scan(200);
    LongSummaryStatistics slow =
        pauses(node).stream().skip(610).mapToLong(Duration::toMillis).summaryStatistics();
    assertTrue(slow.getMin() >= 60_000 && slow.getMax() <= 80_000, slow::toString);
  }

  @Test
  void theLookThatFollowsAClaimComesAfterASecondOrAfterAsLongAsTheClaimingOneTook() {
    SimNode quick = plan.start();
    quick.scan(2);
    long pause = pauses(quick).get(0).toMillis();
    assertTrue(pause >= 1000 && pause <= 1500, () -> pause + " ms");

    SimNode.Plan second = new SimNode.Plan(world);
    world.fill(() -> world.deadPeer("192.0.2.9:1"));
    SimNode slow = second.start();
    slow.scan(2);
    Duration took = slow.reports().get(0).took();
    assertEquals(Duration.ofSeconds(5).toMillis(), took.toMillis(), 100);
    long after = pauses(slow).get(0).toMillis();
    assertTrue(after >= took.toMillis() && after <= 7000, () -> after + " ms");
  }

  @Test
  void r29TheLossOfTheLastNeighborEndsTheSleep() {
    plan.neighbors = OptionalInt.of(2);
    SimNode node = plan.start();
    node.scan(3);
    world.run(Duration.ofSeconds(20));
    int reads = node.reads().size();
    node.neighbors(1);
    assertEquals(reads, node.reads().size());
    node.neighbors(0);
    world.run(Duration.ofMillis(1));
    assertEquals(reads + 16, node.reads().size());
  }

  @Test
  void r29ANeighborThatComesAndGoesDoesNotMakeScansMoreFrequentThanTheFastRate() {
    plan.neighbors = OptionalInt.of(1);
    SimNode node = plan.start();
    for (int i = 0; i < 200; i++) {
      node.neighbors(i % 2);
      world.run(Duration.ofSeconds(1));
    }
    assertTrue(node.reports().size() <= 41, () -> node.reports().size() + " scans in 200 s");
  }

  @Test
  void r30ANodeWithNeighborsGoesOnLookingForEver() {
    plan.neighbors = OptionalInt.of(9);
    SimNode node = plan.start();
    world.run(Duration.ofHours(2));
    assertTrue(node.reports().size() > 85, () -> node.reports().size() + " scans");
  }

  private static List<Duration> pauses(SimNode node) {
    List<Duration> pauses = new ArrayList<>();
    List<Deadline> ends =
        node.events.stream()
            .filter(e -> e.what() instanceof io.mosaik.bootstrap.model.BootstrapEvent.ScanFinished)
            .map(SimNode.At::at)
            .toList();
    for (int i = 1; i < ends.size(); i++) {
      Duration took = node.reports().get(i).took();
      pauses.add(ends.get(i - 1).until(ends.get(i)).minus(took));
    }
    return pauses;
  }
}
