package io.mosaik.benchmarks.ping;

import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a ping costs: this project, iroh (in Node) and Netty's QUIC one after the other, each with
 * client and server in a process of its own, so that its whole processor time can be told.
 */
@Command(
    name = "ping",
    description = "Pings on loopback, beside iroh in Node and Netty's native QUIC.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class PingBenchmark implements Callable<Integer> {

  private static final double GOAL_MILLIS = 1.9;

  /** The compilers rest when they work for less than this share of the time. */
  private static final double COMPILERS_REST = 0.05;

  private static final int MAX_WARM_UP_ROUNDS = 4;

  /** Who competes. */
  enum Name {
    MOSAIK,
    IROH,
    NETTY
  }

  @Option(names = "--pings", description = "pings at each concurrency")
  private int pings = 4000;

  @Option(
      names = "--warm-up",
      description = "pings before them; Java repeats them until its compilers rest")
  private int warmUps = 10_000;

  @Option(names = "--concurrency", split = ",", description = "how many at once")
  private List<Integer> concurrencies = List.of(1, 16);

  @Option(names = "--only", split = ",", description = "contestants: ${COMPLETION-CANDIDATES}")
  private List<Name> names = List.of(Name.values());

  @Option(names = "--in-this-process", description = "one Java contestant, without a comparison")
  private Optional<Name> inThisProcess = Optional.empty();

  private final PrintStream out;

  private PingBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Entry point; ends with 0 only if every ping succeeded. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new PingBenchmark(System.out))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (inThisProcess.isPresent()) {
      runHere(inThisProcess.get());
      return 0;
    }
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors; %d pings each after %d to warm up%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        pings,
        warmUps);
    out.println(
        "who      at once   pings/s   CPU ms/ping   median ms   handshake ms (median, one at a time)");
    Map<Name, List<Figures>> all = new LinkedHashMap<>();
    for (Name name : names) {
      all.put(name, runApart(name));
    }
    summarise(all);
    return 0;
  }

  private void runHere(Name name) throws Exception {
    Ambient ambient = Ambient.system();
    ExecutorService callbacks = Executors.newCachedThreadPool(PingBenchmark::daemon);
    try (Contestant contestant =
        name == Name.MOSAIK ? new MosaikContestant(ambient, callbacks) : new NettyContestant()) {
      for (int concurrency : concurrencies) {
        warmUp(ambient.monotonic(), contestant, concurrency);
        out.println(Load.measure(ambient.monotonic(), contestant, pings, concurrency).toLine());
      }
    }
  }

  /** In rounds, until the compilers rest: what they use is not what a ping costs. */
  private void warmUp(MonotonicClock clock, Contestant contestant, int concurrency)
      throws Exception {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    for (int round = 0; round < MAX_WARM_UP_ROUNDS; round++) {
      long compiledBefore = compilers.getTotalCompilationTime();
      Deadline start = clock.now();
      Load.run(clock, contestant::ping, warmUps, concurrency);
      Load.run(clock, contestant::handshake, Math.max(1, warmUps / 10), 1);
      long compiled = compilers.getTotalCompilationTime() - compiledBefore;
      if (compiled < COMPILERS_REST * start.until(clock.now()).toMillis()) {
        return;
      }
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "benchmark-callback");
    thread.setDaemon(true);
    return thread;
  }

  private List<Figures> runApart(Name name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(name == Name.IROH ? nodeCommand() : javaCommand(name));
    command.addAll(
        List.of(
            "--pings",
            Integer.toString(pings),
            "--warm-up",
            Integer.toString(warmUps),
            "--concurrency",
            String.join(",", concurrencies.stream().map(String::valueOf).toList())));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<Figures> figures = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<Figures> parsed = Figures.parse(line);
        parsed.ifPresent(each -> print(name, each));
        parsed.ifPresent(figures::add);
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + " failed: " + command);
    }
    return figures;
  }

  private static List<String> javaCommand(Name name) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        PingBenchmark.class.getName(),
        "--in-this-process",
        name.name());
  }

  /** The script finds the package where {@code .ci/install} puts it. */
  private static List<String> nodeCommand() {
    return List.of("node", System.getProperty("mosaik.benchmarks.home") + "/node/iroh-ping.mjs");
  }

  private void print(Name name, Figures figures) {
    out.printf(
        Locale.ROOT,
        "%-8s %7d %9.0f %13.3f %11.3f %14.3f%n",
        name.name().toLowerCase(Locale.ROOT),
        figures.concurrency(),
        figures.pingsPerSecond(),
        figures.processorMillisPerPing(),
        figures.ping().toNanos() / 1e6,
        figures.handshake().toNanos() / 1e6);
  }

  /** Ratios survive a busy machine, absolute figures do not. */
  private void summarise(Map<Name, List<Figures>> all) {
    List<Figures> ours = all.getOrDefault(Name.MOSAIK, List.of());
    out.println();
    for (int i = 0; i < ours.size(); i++) {
      Figures mine = ours.get(i);
      for (Name other : List.of(Name.IROH, Name.NETTY)) {
        List<Figures> theirs = all.getOrDefault(other, List.of());
        if (i < theirs.size()) {
          out.printf(
              Locale.ROOT,
              "at %d: %.2f times the pings per second of %s, %.2f times its CPU per ping%n",
              mine.concurrency(),
              mine.pingsPerSecond() / theirs.get(i).pingsPerSecond(),
              other.name().toLowerCase(Locale.ROOT),
              mine.processorMillisPerPing() / theirs.get(i).processorMillisPerPing());
        }
      }
      out.printf(
          Locale.ROOT,
          "at %d: %.3f ms of CPU a ping, goal %.1f: %s%n",
          mine.concurrency(),
          mine.processorMillisPerPing(),
          GOAL_MILLIS,
          mine.processorMillisPerPing() <= GOAL_MILLIS ? "met" : "MISSED");
    }
  }
}
