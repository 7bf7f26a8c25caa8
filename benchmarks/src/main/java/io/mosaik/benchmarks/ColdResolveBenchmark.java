package io.mosaik.benchmarks;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.TestNetwork;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a client that knows nothing but bootstrap addresses takes to read all slots of a network
 * at once: on a private DHT in this JVM, with real sockets on loopback, with all nodes alive, and
 * with some of them gone since the records were stored.
 */
@Command(
    name = "cold-resolve",
    description = "Reads the 16 slots of a network with fresh clients of a private DHT.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class ColdResolveBenchmark implements Callable<Integer> {

  private static final String NETWORK = "cold-resolve";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration GOAL = Duration.ofMillis(200);
  private static final Duration GOAL_WITH_DEAD_NODES = Duration.ofMillis(500);

  @Option(names = "--nodes", description = "nodes of the private DHT")
  private int nodes = 100;

  @Option(names = "--dead", description = "per cent of nodes that die in the second part")
  private int deadPercent = 30;

  @Option(names = "--runs", description = "fresh clients in each part")
  private int runs = 100;

  @Option(names = "--warm-up", description = "clients before them, for the JVM's sake")
  private int warmUps = 30;

  @Option(names = "--seed", description = "decides which nodes die")
  private long seed = 1;

  private final PrintStream out;
  private final Ambient ambient = Ambient.system();
  private final List<SignedPacket> records =
      Samples.slotKeys(NETWORK).stream().map(Samples::packet).toList();

  private ColdResolveBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Entry point; ends with 0 only if every record was found while all nodes were alive. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ColdResolveBenchmark(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    boolean allFound = measure(0, GOAL);
    if (deadPercent > 0) {
      measure(nodes * deadPercent / 100, GOAL_WITH_DEAD_NODES);
    }
    return allFound ? 0 : 1;
  }

  /** One part. */
  private boolean measure(int dead, Duration goal) throws Exception {
    try (TestNetwork network = TestNetwork.start(nodes)) {
      DhtConfig config = network.clientConfig().build();
      int copies = publishAll(config);
      Set<InetSocketAddress> gone = stop(network, dead);
      Run first = resolveAll(config);
      for (int i = 1; i < warmUps; i++) {
        resolveAll(config);
      }
      List<Run> measured = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        measured.add(resolveAll(config));
      }
      long deadBootstrap = config.bootstrap().stream().filter(gone::contains).count();
      out.printf(
          Locale.ROOT,
          "%n%d nodes, %d of them gone since each record was stored by %d or more%n"
              + "  bootstrap addresses %d, of nodes that are gone %d%n",
          nodes,
          dead,
          copies,
          config.bootstrap().size(),
          deadBootstrap);
      Report report = new Report(records.size(), first, measured);
      report.print(out, goal, dropsOf(network));
      return report.allFound();
    }
  }

  /** Stores a record in each slot, and tells how many copies the scarcest has. */
  private int publishAll(DhtConfig config) throws Exception {
    try (Dht publisher = Dht.start(config, ambient)) {
      int fewest = Integer.MAX_VALUE;
      for (SignedPacket record : records) {
        PublishReceipt receipt =
            publisher.publish(record, Expected.any()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        fewest = Math.min(fewest, receipt.stored());
      }
      return fewest;
    }
  }

  private Set<InetSocketAddress> stop(TestNetwork network, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Integer> alive = new ArrayList<>(IntStream.range(0, network.size()).boxed().toList());
    Set<InetSocketAddress> stopped = new HashSet<>();
    while (stopped.size() < count) {
      int victim = alive.remove(random.nextInt(alive.size()));
      stopped.add(network.node(victim).localAddress());
      network.stop(victim);
    }
    return stopped;
  }

  /** What the operating system dropped before the nodes could read it, as far as it tells. */
  private static long dropsOf(TestNetwork network) {
    return IntStream.range(0, network.size())
        .mapToLong(i -> network.node(i).statistics().kernelDrops().orElse(0))
        .sum();
  }

  /** The time runs from before the client has a socket until the last resolution is there. */
  private Run resolveAll(DhtConfig config) throws Exception {
    Duration processorBefore = processorTime();
    Deadline start = ambient.monotonic().now();
    try (Dht client = Dht.start(config, ambient)) {
      List<CompletableFuture<Resolution>> pending =
          records.stream()
              .map(record -> client.resolveMostRecent(record.key(), early -> {}))
              .toList();
      CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Duration taken = start.until(ambient.monotonic().now());
      Duration processor = processorTime().minus(processorBefore);
      List<Resolution> resolutions = pending.stream().map(CompletableFuture::join).toList();
      return new Run(
          taken, processor, found(resolutions), conclusive(resolutions), client.statistics());
    }
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private int found(List<Resolution> resolutions) {
    return (int)
        IntStream.range(0, records.size())
            .filter(i -> resolutions.get(i).newest().equals(Optional.of(records.get(i))))
            .count();
  }

  private static int conclusive(List<Resolution> resolutions) {
    return (int) resolutions.stream().filter(Resolution::conclusive).count();
  }
}
