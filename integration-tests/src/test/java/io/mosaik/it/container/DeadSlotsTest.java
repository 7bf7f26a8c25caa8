package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.PeerAddress;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.container.BeaconContainer;
import io.mosaik.testkit.container.ContainerLog;
import io.mosaik.testkit.container.MainlineDhtContainer;
import io.mosaik.testkit.container.PrivateDht;
import io.mosaik.testkit.container.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.GenericContainer;

/**
 * Fifteen slots hold peers that do not answer, the last one a peer that does: how long until a
 * newcomer hands on its first healthy peer?
 */
@ExtendWith(Lab.class)
class DeadSlotsTest {

  private static final int DEAD = 15;
  private static final int RUNS = 3;
  private static final int AT_LEAST_FASTER = 20;
  private static final int SHOWN_OF_ID = 10;
  private static final String RUST_DISCOVERED = "peer discovered via DHT auto bootstrap";
  private static final Duration RUST_PATIENCE = Duration.ofSeconds(150);

  @Test
  void theFirstHealthyPeerNeedNotWaitForTheDeadOnes() throws Exception {
    Stranger.RUST.assumePresent();
    PrivateDht dht = Lab.dht();
    try (MainlineDhtContainer elsewhere =
            TestRun.current().own(new MainlineDhtContainer(dht.network()));
        DeadSlots slots = new DeadSlots(dht)) {
      elsewhere.start();
      try (GenericContainer<?> silent = slots.silentHosts(DEAD);
          Prepared forRust = prepare(slots, elsewhere, "dead-rust")) {
        assertTrue(silent.isRunning());
        try (RustMosaikContainer rust =
            new RustMosaikContainer("0.3", dht, Lab.relay(), forRust.network(), 1)) {
          rust.start();
          List<Duration> ours = new ArrayList<>();
          for (int run = 0; run < RUNS; run++) {
            ours.add(ourTime(slots, elsewhere));
          }
          Duration theirs = rustTime(rust, forRust.alive());
          report(ours, theirs);
        }
      }
    }
  }

  private static void report(List<Duration> ours, Duration theirs) {
    Duration median = ours.stream().sorted().toList().get(RUNS / 2);
    System.out.printf(
        Locale.ROOT,
        "first healthy peer behind %d dead slots: ours %s ms (counted from before the DHT client"
            + " starts), Rust 0.3.17 %d ms (counted from being online): %.0f times sooner%n",
        DEAD,
        ours.stream().map(Duration::toMillis).toList(),
        theirs.toMillis(),
        (double) theirs.toMillis() / median.toMillis());
    assertTrue(
        theirs.compareTo(median.multipliedBy(AT_LEAST_FASTER)) >= 0,
        () -> "ours " + ours + ", theirs " + theirs);
  }

  /** A network whose slots are filled, and who is alive in it. */
  private record Prepared(String network, BeaconContainer responder) implements AutoCloseable {

    PeerAddress alive() {
      return responder.peers().get(0);
    }

    @Override
    public void close() {
      responder.stop();
    }
  }

  /** The one that answers keeps its own slots on another DHT: it shall not tidy up here. */
  private static Prepared prepare(DeadSlots slots, MainlineDhtContainer elsewhere, String story)
      throws Exception {
    String network = Lab.network(story);
    BeaconContainer responder =
        new BeaconContainer(Lab.dht(), network).withBootstrap(List.of(elsewhere.address()));
    responder.start();
    Prepared prepared = new Prepared(network, responder);
    slots.fill(network, DEAD, prepared.alive());
    return prepared;
  }

  private static Duration ourTime(DeadSlots slots, MainlineDhtContainer elsewhere)
      throws Exception {
    try (Prepared prepared = prepare(slots, elsewhere, "dead-java");
        BeaconContainer newcomer = new BeaconContainer(Lab.dht(), prepared.network())) {
      newcomer.start();
      Event first =
          newcomer
              .log()
              .awaitThat(
                  lines -> Event.of(lines, "peer_discovered").stream().findFirst(),
                  Duration.ofSeconds(60));
      assertEquals(prepared.alive().id().toHex(), first.text("peer_id"));
      Instant start = Event.of(newcomer.log(), "beacon_starting").get(0).at();
      return Duration.between(start, first.at());
    }
  }

  /** A peer that only answers pings enters no catalog of Rust's, but is discovered nonetheless. */
  private static Duration rustTime(RustMosaikContainer rust, PeerAddress alive) throws Exception {
    String shown = alive.id().toHex().substring(0, SHOWN_OF_ID);
    ContainerLog.Line first =
        rust.log()
            .awaitLine(
                line -> line.contains(RUST_DISCOVERED) && line.contains(shown), RUST_PATIENCE);
    return Duration.between(rust.online().get(0).at(), first.at());
  }
}
