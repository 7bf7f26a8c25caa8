package io.mosaik.benchmarks;

import io.mosaik.api.time.Ambient;
import io.mosaik.dht.guard.VisitorLimits;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.NodeLimits;
import io.mosaik.dht.node.net.MainlineNode;
import io.mosaik.dht.node.net.NodeSettings;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs a node to answer {@code find_node}, in processor time of the one thread that does
 * it, beside what a bare Netty echo of the same queries costs in the same run. Both use the same
 * transport with the same options and get the same load, in turns.
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

  @Option(names = "--nodes", description = "how many nodes the server hears of")
  private int nodes = 2000;

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
        "Java %s, %d processors; Netty's NIO transport for both servers; load from 8 sockets of"
            + " another thread, %d queries under way%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        window);
    try (MainlineNode node = openNode();
        EchoServer echo = EchoServer.open()) {
      node.introduce(acquaintances(node.id())).get(10, TimeUnit.SECONDS);
      Load toNode = load(node.localAddresses().get(0), node.id());
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

  private Load load(InetSocketAddress server, NodeId serverId) throws Exception {
    return new Load(server, serverId, window, new SplittableRandom(seed));
  }

  /** With the limits on what a source may ask in force, but wider than the load. */
  private static MainlineNode openNode() throws Exception {
    int unlimited = VisitorLimits.MOST_QUERIES_PER_SECOND;
    VisitorLimits usual = VisitorLimits.DEFAULTS;
    VisitorLimits visitors =
        new VisitorLimits(
            unlimited, unlimited, usual.maxStrikes(), usual.strikeMemory(), usual.maxVisitors());
    NodeConfig config =
        NodeConfig.defaults(true, false).withLimits(NodeLimits.DEFAULTS.withVisitors(visitors));
    NodeSettings settings =
        new NodeSettings(
            config,
            List.of(),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            NodeSettings.DEFAULT_RECEIVE_BUFFER_BYTES,
            Optional.empty(),
            Optional.empty());
    return MainlineNode.open(settings, Ambient.system()).get(10, TimeUnit.SECONDS);
  }

  /** Nodes all over the id space, so that the buckets far from us are full. None of them exists. */
  private List<NodeInfo> acquaintances(NodeId self) throws UnknownHostException {
    RandomGenerator random = new SplittableRandom(seed);
    List<NodeInfo> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      byte[] host = {127, (byte) (1 + i / 62_500), (byte) (i / 250), (byte) (1 + i % 250)};
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByAddress(host), random.nextInt(1024, 65536));
      NodeId id = NodeId.random(random);
      if (!id.equals(self)) {
        all.add(new NodeInfo(id, address));
      }
    }
    return all;
  }
}
