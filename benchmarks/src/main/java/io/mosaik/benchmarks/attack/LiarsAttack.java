package io.mosaik.benchmarks.attack;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.dht.krpc.MutableItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads in a network of which a part lies. Each record is written twice, and the newer version must
 * be read; writers and readers are clients that have just started.
 */
@Command(
    name = "liars",
    description = "Reads among 20 and 40 % of hostile nodes of each kind.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class LiarsAttack implements Callable<Integer> {

  private static final int[] SHARES = {20, 40};
  private static final List<Lie> KINDS =
      List.of(Lie.FORGED, Lie.FOREIGN, Lie.STALE, Lie.DEAD_NAMES, Lie.CLOSE_NAMES, Lie.REFUSALS);

  @Option(names = "--nodes", description = "nodes in all")
  private int nodes = 100;

  @Option(names = "--records", description = "records of each run")
  private int records = 20;

  @Option(names = "--reads", description = "reads of each record")
  private int reads = 5;

  @Option(names = "--loss", description = "part of all datagrams that is lost")
  private double loss;

  @Option(names = "--seed", description = "of the first run")
  private long seed = 1;

  private boolean met = true;

  /** Runs all kinds and shares; returns 0 only if all goals are met. */
  @Override
  public Integer call() {
    System.out.printf(
        Locale.ROOT,
        "%d nodes, one-way latency 10 to 60 ms, loss %.2f, seed %d%n%-12s %6s %5s %9s %9s %9s %9s"
            + " %9s%n",
        nodes,
        loss,
        seed,
        "liars",
        "share",
        "reads",
        "newest %",
        "wrong",
        "missed*",
        "median ms",
        "worst ms");
    for (int share : SHARES) {
      for (Lie kind : KINDS) {
        run(kind, share);
      }
    }
    System.out.printf(
        Locale.ROOT, "* not read although the answer was conclusive%ngoals: %s%n", verdict());
    return met ? 0 : 1;
  }

  private void run(Lie kind, int share) {
    SimulatedNetwork network =
        new SimulatedNetwork(seed, Duration.ofMillis(10), Duration.ofMillis(60), loss);
    int liars = nodes * share / 100;
    network.grow(nodes - liars);
    HostileNodes hostile = new HostileNodes(network, kind);
    hostile.join(liars);
    network.runFor(Duration.ofMinutes(1));
    Reads results = new Reads(network);
    List<SignedPacket> newest = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      KeyPair key = KeyPair.generate(network.random());
      SignedPacket old = Reads.packet(key, 5);
      results.publish(old);
      hostile.remember(MutableItem.of(old));
      newest.add(Reads.packet(key, 9));
      results.publish(newest.get(i));
    }
    for (int i = 0; i < reads; i++) {
      newest.forEach(results::read);
    }
    System.out.printf(Locale.ROOT, "%-12s %4d %% %s%n", name(kind), share, results);
    boolean fast = kind != Lie.DEAD_NAMES || share > 20 || results.worst() < 3000;
    met &= fast && results.share() >= (share == 20 ? 99 : 95);
  }

  private String verdict() {
    return met ? "met" : "MISSED (99 % at 20 %, 95 % at 40 %, dead names at 20 % below 3 s)";
  }

  private static String name(Lie kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
