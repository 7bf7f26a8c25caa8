package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.testkit.container.BeaconContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A full chain of 16 nodes, of which two are killed every minute, and two others come: more than a
 * third of all within three minutes. Whoever comes has to live among the dead.
 */
@ExtendWith(Lab.class)
class ChurnTest {

  private static final int CONTAINERS = 8;
  private static final int NODES = 2;
  private static final int ROUNDS = 3;
  private static final Duration ROUND = Duration.ofSeconds(60);

  /** A silent peer with a young record keeps its slot for a minute, counted from a scan. */
  private static final Duration RECLAIM_LIMIT = Duration.ofMinutes(2);

  @Test
  void newcomersFindTheLivingAndReclaimWhatTheDeadLeft() throws Exception {
    String network = Lab.network("churn");
    try (Beacons first = Beacons.of(Lab.dht(), network, CONTAINERS, NODES, "--poll", "10")) {
      first.start();
      Await.until(first::haveSlots, Duration.ofMinutes(2), () -> first.slots() + first.tail());
      List<BeaconContainer> alive = new ArrayList<>(first.containers());
      List<BeaconContainer> came = new ArrayList<>();
      Instant begin = Instant.now();
      try {
        for (int round = 0; round < ROUNDS; round++) {
          Docker.kill(alive.remove(0));
          BeaconContainer newcomer =
              new BeaconContainer(Lab.dht(), network).withCount(NODES).withOptions("--poll", "10");
          came.add(newcomer);
          newcomer.start();
          alive.add(newcomer);
          settle(round, newcomer, new Beacons(alive), begin.plus(ROUND.multipliedBy(round + 1L)));
        }
        assertNoneIsLost(new Beacons(alive));
      } finally {
        came.parallelStream().forEach(BeaconContainer::stop);
      }
    }
  }

  /** Waits until the newcomers know somebody alive and hold the slots of the dead. */
  private static void settle(int round, BeaconContainer newcomer, Beacons alive, Instant end)
      throws Exception {
    Beacons newcomers = new Beacons(List.of(newcomer));
    Set<String> others = new HashSet<>(alive.ids());
    others.removeAll(newcomers.ids());
    Instant start = Event.of(newcomer.log(), "beacon_starting").get(0).at();

    Map<String, Instant> firsts =
        Await.value(() -> firstAlive(newcomers, others), Duration.ofSeconds(60), newcomers::tail);
    Await.until(alive::haveSlots, RECLAIM_LIMIT, () -> alive.slots() + newcomers.tail());
    System.out.printf(
        Locale.ROOT,
        "churn %d: newcomers found somebody alive after %s ms, the dead ones' slots are taken after"
            + " %d ms%n",
        round + 1,
        firsts.values().stream().map(at -> Duration.between(start, at).toMillis()).toList(),
        Duration.between(start, Instant.now()).toMillis());
    // The network gets the rest of the round to settle: that is the story, not a synchronisation.
    Await.until(() -> Instant.now().isAfter(end), ROUND.plus(RECLAIM_LIMIT), () -> "");
  }

  private static Optional<Map<String, Instant>> firstAlive(Beacons newcomers, Set<String> others) {
    Map<String, Instant> firsts = new java.util.TreeMap<>();
    newcomers
        .found()
        .forEach(
            (node, known) ->
                known.entrySet().stream()
                    .filter(entry -> others.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .min(Instant::compareTo)
                    .ifPresent(at -> firsts.put(node, at)));
    return firsts.size() == newcomers.ids().size() ? Optional.of(firsts) : Optional.empty();
  }

  private static void assertNoneIsLost(Beacons alive) throws Exception {
    Await.until(
        () -> alive.haveFound(alive.ids()),
        Duration.ofSeconds(60),
        () -> alive.missing(alive.ids()).toString());
    assertEquals(CONTAINERS * NODES, Set.copyOf(alive.slots().values()).size());
    assertEquals(List.of(), alive.claimsOfHealthySlots());
  }
}
