package io.mosaik.benchmarks.attack;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.dht.krpc.MutableItem;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Nodes of one /24 right around the target of one record ("vertical Sybil attack"), in place before
 * it is written. Writers and readers are clients that have just started.
 */
@Command(
    name = "sybils",
    description = "Writes and reads of a record that 20, 40 and 100 Sybils surround.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class SybilsAttack implements Callable<Integer> {

  private static final int[] COUNTS = {20, 40, 100};

  @Option(names = "--nodes", description = "honest nodes")
  private int nodes = 60;

  @Option(names = "--victims", description = "records, each in a network of its own")
  private int victims = 5;

  @Option(names = "--reads", description = "reads of each record")
  private int reads = 10;

  @Option(names = "--seed", description = "of the first run")
  private long seed = 1;

  /** Runs all counts; returns 0 only if every record had an honest copy and was always read. */
  @Override
  public Integer call() {
    boolean met = true;
    System.out.printf(
        Locale.ROOT,
        "%d honest nodes, one-way latency 10 to 60 ms, seed %d%n%6s %14s %5s %9s %9s %9s %9s %9s%n",
        nodes,
        seed,
        "sybils",
        "honest copies",
        "reads",
        "newest %",
        "wrong",
        "missed*",
        "median ms",
        "worst ms");
    for (int count : COUNTS) {
      met &= run(count);
    }
    System.out.printf(
        Locale.ROOT,
        "* not read although the answer was conclusive%ngoal, all read: %s%n",
        met ? "met" : "MISSED");
    return met ? 0 : 1;
  }

  private boolean run(int count) {
    long fewest = Long.MAX_VALUE;
    boolean all = true;
    for (int i = 0; i < victims; i++) {
      SimulatedNetwork network =
          new SimulatedNetwork(seed + i, Duration.ofMillis(10), Duration.ofMillis(60), 0);
      network.grow(nodes);
      SignedPacket victim = Reads.packet(KeyPair.generate(network.random()), 5);
      HostileNodes hostile = new HostileNodes(network, Lie.SILENCE);
      hostile.joinAround(MutableItem.of(victim).target(), count);
      network.runFor(Duration.ofSeconds(30));
      Reads results = new Reads(network);
      long stored = results.publish(victim).map(receipt -> (long) receipt.stored()).orElse(0L);
      fewest = Math.min(fewest, stored - Math.min(stored, hostile.stored()));
      for (int j = 0; j < reads; j++) {
        results.read(victim);
      }
      all &= results.share() == 100;
      System.out.printf(
          Locale.ROOT,
          "%6d %14d %s%n",
          count,
          stored - Math.min(stored, hostile.stored()),
          results);
    }
    return all && fewest > 0;
  }
}
