package io.mosaik.benchmarks;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Our relay beside the Rust relay, each in a process of its own with a private DHT of ten nodes in
 * it: packets read out of the cache, and packets stored in the DHT.
 */
@Command(
    name = "relay",
    description = "Compares our relay with the Rust relay: cached GET, and PUT.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class RelayBenchmark implements Callable<Integer> {

  private static final int TESTNET_PORT = 15411;
  private static final int CACHED = 100;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @Option(names = "--rust", description = "the program pkarr-relay; left out if it is not there")
  private Path rust =
      Path.of(System.getProperty("user.home"), ".cache/mosaik/rust/bin/pkarr-relay-2.1.0");

  @Option(names = "--seconds", description = "how long each load lasts")
  private int seconds = 10;

  @Option(names = "--connections", description = "connections at a time")
  private int connections = 8;

  @Option(names = "--puts", description = "the most packets that are stored in each run")
  private int puts = 3000;

  private final PrintStream out;
  private final Ambient ambient = Ambient.system();

  private RelayBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Entry point; ends with 0 only if no request failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RelayBenchmark(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors, %d connections, %d s a load%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        connections,
        seconds);
    boolean allWell = measure("our relay", startOurs());
    if (Files.isExecutable(rust)) {
      allWell &= measure(rust.getFileName() + " --testnet", startRust());
    } else {
      out.println("no " + rust + ": nothing to compare with");
    }
    return allWell ? 0 : 1;
  }

  private record Server(Process process, int port) {}

  private Server startOurs() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                RelayUnderTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    return new Server(process, Integer.parseInt(line.substring("port ".length())));
  }

  private Server startRust() throws Exception {
    Process process =
        new ProcessBuilder(rust.toString(), "--testnet", "--tracing-env-filter", "error")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Deadline end = ambient.monotonic().now().plus(START_LIMIT);
    while (!isListening()) {
      if (end.hasPassed(ambient.monotonic().now())) {
        process.destroyForcibly();
        throw new IOException("the Rust relay does not listen on " + TESTNET_PORT);
      }
      new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
    }
    return new Server(process, TESTNET_PORT);
  }

  private static boolean isListening() {
    try (Socket socket = new Socket("127.0.0.1", TESTNET_PORT)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A first round warms up; of the second, what it brings is told. */
  private boolean measure(String name, Server server) throws Exception {
    try {
      HttpLoad load =
          new HttpLoad(
              server.port(), connections, Duration.ofSeconds(seconds), ambient.monotonic());
      List<SignedPacket> cached = packets(CACHED);
      HttpLoad.Result filled = load.send(puts(cached), false, 204);
      load.send(gets(cached), true, 200);
      long before = residentKilobytes(server);
      HttpLoad.Result get = load.send(gets(cached), true, 200);
      long between = residentKilobytes(server);
      load.send(puts(packets(puts)), false, 204);
      long warm = residentKilobytes(server);
      HttpLoad.Result put = load.send(puts(packets(puts)), false, 204);
      long after = residentKilobytes(server);
      out.printf(Locale.ROOT, "%n%s%n  GET  %s%n  PUT  %s%n", name, get, put);
      out.printf(
          Locale.ROOT,
          "  memory  %d MB before GET, %d after it; %d MB before PUT, %d after it%n",
          before >> 10,
          between >> 10,
          warm >> 10,
          after >> 10);
      return filled.failures() + get.failures() + put.failures() == 0;
    } finally {
      server.process().destroy();
    }
  }

  private List<SignedPacket> packets(int count) {
    List<SignedPacket> packets = new ArrayList<>();
    Timestamp now = Timestamp.of(ambient.wallClock().instant());
    for (int i = 0; i < count; i++) {
      KeyPair keys = KeyPair.generate(ambient.random());
      List<ResourceRecord> records =
          List.of(
              ResourceRecord.txt("_id", 600, "x".repeat(44)),
              ResourceRecord.txt("_ip", 600, "192.0.2.1:4433"));
      packets.add(SignedPacket.sign(keys, now, DnsPacket.encode(keys.publicKey(), records)));
    }
    return packets;
  }

  private static List<byte[]> gets(List<SignedPacket> packets) {
    return packets.stream()
        .map(packet -> HttpLoad.request("GET", "/" + packet.key(), new byte[0]))
        .toList();
  }

  private static List<byte[]> puts(List<SignedPacket> packets) {
    return packets.stream()
        .map(
            packet ->
                HttpLoad.request("PUT", "/" + packet.key(), packet.toRelayPayload().toArray()))
        .toList();
  }

  /** What the operating system says the process holds (proc(5), VmRSS). */
  private static long residentKilobytes(Server server) throws IOException {
    Path status = Path.of("/proc", Long.toString(server.process().pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
