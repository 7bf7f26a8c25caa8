package io.mosaik.benchmarks;

import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtId;
import io.mosaik.dht.TestNetwork;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs a node to answer {@code find_node}, in processor time of the one thread that does
 * it, beside what a bare Netty echo of the same queries costs in the same run. Both use the same
 * transport with the same options and get the same load, in turns. The node is one of a private
 * DHT, so that its table is full, and the limits on what a source may ask are in force.
 */
@Command(
    name = "find-node",
    description = "Serves find_node, and measures the processor time of the serving thread.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class FindNodeBenchmark implements Callable<Integer> {

  private static final double GOAL_SECONDS = 0.75;
  private static final double GOAL_RATIO = 1.35;
  private static final int UNIT = 100_000;

  @Option(names = "--queries", description = "queries in a round")
  private int queries = UNIT;

  @Option(names = "--rounds", description = "rounds that count, of each server")
  private int rounds = 9;

  @Option(names = "--warm-up", description = "rounds before them, for the JVM's sake")
  private int warmUps = 5;

  @Option(names = "--nodes", description = "nodes of the private DHT, of which one is asked")
  private int nodes = 200;

  @Option(names = "--window", description = "queries under way at once")
  private int window = 256;

  @Option(names = "--seed", description = "decides ids and targets")
  private long seed = 1;

  @Option(names = "--profile", description = "samples the serving thread, and tells where it was")
  private boolean profile;

  private final PrintStream out;

  private FindNodeBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Entry point; ends with 0 only if nearly all queries were answered. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FindNodeBenchmark(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors; Netty's NIO transport for both servers; load from %d sockets of"
            + " another thread, %d queries under way%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        Load.SOCKETS,
        window);
    try (TestNetwork network = TestNetwork.builder().nodes(nodes).threads(1).start();
        EchoServer echo = EchoServer.open()) {
      Dht node = network.node(0);
      Load toNode = load(node.localAddress(), node.id());
      Load toEcho = load(echo.localAddress(), node.id());
      ServingThread nodeThread = ServingThread.named("mosaik-dht-");
      ServingThread echoThread = ServingThread.named(EchoServer.THREAD_NAME);
      for (int i = 0; i < warmUps; i++) {
        toEcho.run(queries);
        toNode.run(queries);
      }
      return measure(toNode, nodeThread, toEcho, echoThread);
    }
  }

  private int measure(Load toNode, ServingThread nodeThread, Load toEcho, ServingThread echoThread)
      throws Exception {
    List<Cost> served = new ArrayList<>();
    List<Cost> echoed = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      echoed.add(echoThread.costOf(() -> toEcho.run(queries)));
      served.add(nodeThread.costOf(() -> toNode.run(queries)));
    }
    double echo = report("echo", echoed);
    double node = report("find_node", served);
    out.printf(
        Locale.ROOT,
        "find_node is %.2f times the echo; goal %.2f: %s; goal of %.2f s per 100,000: %s%n",
        node / echo,
        GOAL_RATIO,
        node <= GOAL_RATIO * echo ? "met" : "MISSED",
        GOAL_SECONDS,
        node <= GOAL_SECONDS ? "met" : "MISSED");
    if (profile) {
      ThreadProfile.of(nodeThread, () -> toNode.run(20 * queries)).print(out);
    }
    long lost = served.stream().mapToLong(Cost::lost).sum();
    return lost < (long) queries * rounds / 100 ? 0 : 1;
  }

  /** Prints what a server needed, and returns the median in seconds for 100,000 queries. */
  private double report(String what, List<Cost> costs) {
    double[] seconds =
        costs.stream().mapToDouble(cost -> cost.processorNanos() / 1e9 * UNIT / queries).toArray();
    Arrays.sort(seconds);
    double median = seconds[seconds.length / 2];
    out.printf(
        Locale.ROOT,
        "%-10s %.3f s of processor time per 100,000 (median of %d rounds; from %.3f to %.3f);"
            + " %d bytes allocated each; %d of %d unanswered%n",
        what,
        median,
        seconds.length,
        seconds[0],
        seconds[seconds.length - 1],
        costs.get(costs.size() - 1).allocatedBytes() / queries,
        costs.stream().mapToLong(Cost::lost).sum(),
        (long) queries * costs.size());
    return median;
  }

  private Load load(InetSocketAddress server, DhtId serverId) throws Exception {
    return new Load(server, serverId, window, new SplittableRandom(seed));
  }
}
