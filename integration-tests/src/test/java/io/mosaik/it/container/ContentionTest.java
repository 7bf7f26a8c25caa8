package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.container.BeaconContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As many nodes as there are slots, all at once. */
@ExtendWith(Lab.class)
class ContentionTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int SLOTS = 16;

  @Test
  void sixteenNodesThatStartTogetherHoldSixteenSlots() throws Exception {
    String network = Lab.network("contention");
    try (Beacons nodes = Beacons.of(Lab.dht(), network, 4, 4, "--poll", "10")) {
      Barrier barrier = Barrier.before(nodes);
      nodes.start();
      Instant released = barrier.release();
      Await.until(nodes::haveSlots, LIMIT, () -> nodes.slots() + nodes.tail());
      System.out.printf(
          Locale.ROOT,
          "contention: 16 nodes in 16 distinct slots after %d ms; %d races lost, %d displaced%n",
          Duration.between(released, Instant.now()).toMillis(),
          nodes.events("claim_lost").size(),
          nodes.events("slot_displaced").size());

      // What the nodes believe, anybody can see.
      Await.until(
          () -> seenBy(nodes).equals(nodes.slots()),
          Duration.ofSeconds(40),
          () -> "seen " + seenBy(nodes) + ", held " + nodes.slots());
      assertEquals(SLOTS, new TreeSet<>(nodes.slots().values()).size());
      assertEquals(List.of(), nodes.claimsOfHealthySlots());
      assertNothingBroken(nodes);
      assertLosersPaused(nodes);
    }
  }

  @Test
  void eightOfEachKindShareTheSlots() throws Exception {
    Stranger.RUST.assumePresent();
    String network = Lab.network("contention-mixed");
    try (RustMosaikContainer rust =
            new RustMosaikContainer("0.3", Lab.dht(), Lab.relay(), network, 8);
        Beacons nodes = Beacons.of(Lab.dht(), network, 2, 4, "--poll", "10")) {
      Barrier barrier = Barrier.before(nodes);
      nodes.start();
      rust.start(); // ready when online: its nodes go for the chain now
      Instant released = barrier.release();
      Instant end = released.plus(LIMIT);
      Await.until(
          () -> calm(nodes, released) || Instant.now().isAfter(end),
          LIMIT.plusSeconds(10),
          nodes::tail);
      assertTrue(nodes.haveSlots(), () -> "held by ours: " + nodes.slots() + "\n" + nodes.tail());
      printHolders(nodes, new HashSet<>(rust.ids()), released);
      assertEquals(List.of(), nodes.claimsOfHealthySlots());
      assertNothingBroken(nodes);
      assertLosersPaused(nodes);
    }
  }

  /** All of ours hold slots, and nothing has changed for two of their scans and a read back. */
  private static boolean calm(Beacons nodes, Instant released) {
    Instant lastChange =
        nodes.events("slot_claimed").stream().map(Event::at).reduce(released, (a, b) -> b);
    return nodes.haveSlots() && lastChange.plusSeconds(25).isBefore(Instant.now());
  }

  /** The slots as the latest scan of any node shows them. */
  private static Map<String, Integer> seenBy(Beacons nodes) {
    Map<String, Integer> seen = new TreeMap<>();
    List<Event> scans = nodes.events("scan_finished");
    if (!scans.isEmpty()) {
      for (var slot : scans.get(scans.size() - 1).slots()) {
        if (slot.has("peer_id")) {
          seen.put(slot.get("peer_id").getAsString(), slot.get("slot").getAsInt());
        }
      }
    }
    return seen;
  }

  private static void assertNothingBroken(Beacons nodes) {
    for (Event scan : nodes.events("scan_finished")) {
      assertTrue(
          scan.slots().stream()
              .noneMatch(slot -> slot.get("status").getAsString().equals("malformed")),
          () -> scan.json().toString());
    }
  }

  /** After a lost race or a displacement nobody claims before the pause is over. */
  private static void assertLosersPaused(Beacons nodes) {
    for (String id : nodes.ids()) {
      Instant until = Instant.MIN;
      for (Event event : nodes.told(id)) {
        if (event.kind().equals("claim_lost") && event.json().get("race").getAsBoolean()
            || event.kind().equals("slot_displaced")) {
          until = event.at().plusMillis((long) event.json().get("backoff_ms").getAsDouble());
        } else if (event.kind().equals("slot_claimed")) {
          // Lines come in with a delay of their own.
          Instant earliest = until.minusMillis(until.equals(Instant.MIN) ? 0 : 250);
          assertTrue(event.at().isAfter(earliest), () -> id + ": " + event.json());
        }
      }
    }
  }

  private static void printHolders(Beacons nodes, Set<String> rust, Instant from) {
    System.out.println("who held which slot when (s after the release; j ours, r Rust's):");
    Map<Integer, String> before = new TreeMap<>();
    for (Event scan : nodes.events("scan_finished")) {
      for (var slot : scan.slots()) {
        if (!slot.has("peer_id")) {
          continue;
        }
        String peer = slot.get("peer_id").getAsString();
        String holder = (rust.contains(peer) ? "r-" : "j-") + peer.substring(0, 4);
        int index = slot.get("slot").getAsInt();
        if (!holder.equals(before.put(index, holder))) {
          System.out.printf(
              Locale.ROOT,
              "  %5.1f  slot %2d  %s%n",
              Duration.between(from, scan.at()).toMillis() / 1000.0,
              index,
              holder);
        }
      }
    }
    System.out.println("in the end: " + before);
  }

  /** Holds containers back just before they run the command line. */
  private record Barrier(List<BeaconContainer> containers) {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** A pipe that nobody writes into keeps whoever reads from it waiting. */
    private static final String HOLD = "mkfifo /tmp/go && read released < /tmp/go; exec sh \"$@\"";

    static Barrier before(Beacons nodes) {
      for (BeaconContainer container : nodes.containers()) {
        container
            .withCreateContainerCmdModifier(
                command -> command.withEntrypoint("sh", "-c", HOLD, "sh", "/opt/mosaik/mosaik"))
            .waitingFor(
                org.testcontainers.containers.wait.strategy.Wait.forSuccessfulCommand(
                    "test -p /tmp/go"));
      }
      return new Barrier(nodes.containers());
    }

    /** Lets all go at once, and waits until all nodes have started. */
    Instant release() throws InterruptedException, TimeoutException {
      Instant released = Instant.now();
      containers.parallelStream().forEach(Docker::openGate);
      for (BeaconContainer container : containers) {
        container
            .log()
            .awaitThat(
                lines ->
                    Event.of(lines, "beacon_started").size() == 4
                        ? java.util.Optional.of(true)
                        : java.util.Optional.empty(),
                START_LIMIT);
      }
      return released;
    }
  }
}
