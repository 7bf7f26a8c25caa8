package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtMode;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.container.PrivateDht;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.lifecycle.Startable;

/**
 * How long until everybody knows everybody, with the intervals that everybody has: ours, Rust's.
 * The times are printed beside the goal; what is demanded of ours is only that it happens before
 * the second interval, since a test says nothing about the speed of the machine.
 */
@ExtendWith(Lab.class)
class GatheringTest {

  private static final List<Integer> SIZES = List.of(2, 3, 5, 10, 15);
  private static final Duration GOAL = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PATIENCE_WITH_RUST = Duration.ofSeconds(40);

  private static final int WARMING_ITEMS = 50;

  private static PrivateDht dht;
  private static IrohRelayContainer relay;

  /** A DHT of their own: those whom other suites have killed would cost both kinds time-outs. */
  @BeforeAll
  static void start() throws Exception {
    Stranger.RUST.assumePresent();
    dht = new PrivateDht(Lab.DHT_NODES);
    dht.start();
    relay = new IrohRelayContainer(dht);
    relay.start();
    warmUp();
  }

  /**
   * The DHT that nodes meet in has been running for long. Here twenty JVMs store something for the
   * first time, which takes two cores seconds that the first row would be charged with.
   */
  private static void warmUp() throws Exception {
    DhtConfig config =
        DhtConfig.builder().bootstrap(dht.hostBootstrap()).mode(DhtMode.CLIENT).build();
    Instant end = Instant.now().plus(PATIENCE);
    int stored = 0;
    try (Dht client = Dht.start(config, Ambient.system())) {
      while (stored < WARMING_ITEMS) {
        assertTrue(Instant.now().isBefore(end), "the DHT is too slow to store anything");
        stored += stores(client) ? 1 : 0;
      }
    }
  }

  /** Whether the DHT was quick enough to store one more item. */
  private static boolean stores(Dht client) throws InterruptedException {
    KeyPair key = KeyPair.generate(RandomGenerator.getDefault());
    SignedPacket packet = SignedPacket.sign(key, new Timestamp(1), Bytes.fromHex("00"));
    try {
      client.resolveMostRecent(key.publicKey(), early -> {}).get();
      client.publish(packet, Expected.absent()).get();
      return true;
    } catch (ExecutionException tooSlow) {
      return false;
    }
  }

  @AfterAll
  static void stop() {
    Stream.of(relay, dht).filter(Objects::nonNull).forEach(Startable::stop);
  }

  @Test
  void allKnowAllBeforeTheSecondInterval() throws Exception {
    List<String> table = new ArrayList<>();
    List<String> late = new ArrayList<>();
    try (HostBuffers raised = HostBuffers.raise()) {
      for (int size : SIZES) {
        OptionalLong ours = ours(size);
        OptionalLong theirs = theirs(size);
        table.add(
            String.format(
                Locale.ROOT,
                "%5d  %10s  %10s",
                size,
                shown(ours, PATIENCE),
                shown(theirs, PATIENCE_WITH_RUST)));
        if (ours.isEmpty()) {
          late.add(size + " nodes");
        }
      }
      System.out.println(
          "until all know all, default intervals, from the start of the process; goal of ours: "
              + shown(OptionalLong.of(GOAL.toMillis()), GOAL)
              + " ("
              + raised
              + ")\nnodes        ours  Rust 0.3.17\n"
              + String.join("\n", table));
    }
    assertTrue(late.isEmpty(), () -> "not within " + PATIENCE + ": " + late);
  }

  /** From before the DHT client starts until the last one hands on the last other. */
  private static OptionalLong ours(int size) throws Exception {
    String network = Lab.network("gathering-java");
    try (Beacons nodes = Beacons.of(dht, network, 1, size)) {
      nodes.start();
      Instant end = Instant.now().plus(PATIENCE);
      Await.until(
          () -> nodes.haveFound(nodes.ids()) || Instant.now().isAfter(end),
          PATIENCE.plusSeconds(10),
          nodes::tail);
      Instant start = nodes.events("beacon_starting").get(0).at();
      return nodes.haveFound(nodes.ids())
          ? OptionalLong.of(nodes.complete(nodes.ids(), start).toMillis())
          : OptionalLong.empty();
    }
  }

  private static String shown(OptionalLong millis, Duration patience) {
    return millis.isPresent()
        ? String.format(Locale.ROOT, "%.1f s", millis.getAsLong() / 1000.0)
        : "over " + patience.toSeconds() + " s";
  }

  /** From the start until the last one has the last other in its catalog. */
  private static OptionalLong theirs(int size) throws Exception {
    String network = Lab.network("gathering-rust");
    try (RustMosaikContainer nodes = new RustMosaikContainer("0.3", dht, relay, network, size)) {
      nodes.start();
      Instant end = Instant.now().plus(PATIENCE_WITH_RUST);
      Await.until(
          () -> allKnowAll(nodes, size) || Instant.now().isAfter(end),
          PATIENCE_WITH_RUST.plusSeconds(10),
          nodes::log);
      if (!allKnowAll(nodes, size)) {
        return OptionalLong.empty();
      }
      Instant start = Event.of(nodes.log(), "starting").get(0).at();
      Instant last =
          Event.of(nodes.log(), "peer").stream()
              .map(Event::at)
              .max(Comparator.naturalOrder())
              .orElseThrow();
      return OptionalLong.of(Duration.between(start, last).toMillis());
    }
  }

  private static boolean allKnowAll(RustMosaikContainer nodes, int size) {
    return IntStream.range(0, size).allMatch(node -> nodes.catalog(node).size() >= size - 1);
  }
}
