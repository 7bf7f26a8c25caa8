package io.mosaik.benchmarks.relay;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Our relay beside the Rust relays: packets read out of the cache, and packets stored in the DHT.
 * All of them run all the time, each in a process of its own over the same private DHT, and get the
 * same load in turns.
 */
@Command(
    name = "relay",
    description = "Compares our relay with the Rust relays: cached GET, and PUT.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class RelayBenchmark implements Callable<Integer> {

  /** An address and the port of public nodes, which the Rust relays cannot be talked out of. */
  private static final String DHT_ADDRESS = "127.77.0.1";

  private static final int DHT_PORT = 6881;

  private static final int CACHED = 100;
  private static final int FOUND = 200;
  private static final int STORED = 204;
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);
  private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(30);
  private static final Path RAM_DISK = Path.of("/dev/shm");

  private static final Path PROGRAMS =
      Path.of(System.getProperty("user.home"), ".cache/mosaik/rust/bin");

  @Option(
      names = "--rust",
      split = ",",
      description = "programs pkarr-relay; those that are missing are left out")
  private List<Path> rust =
      List.of(PROGRAMS.resolve("pkarr-relay-0.11.6"), PROGRAMS.resolve("pkarr-relay-2.1.0"));

  @Option(names = "--rounds", description = "how often each gets each load")
  private int rounds = 5;

  @Option(names = "--seconds", description = "how long a load lasts at the most")
  private int seconds = 4;

  @Option(names = "--warm-up", description = "how many GETs come before, for the compilers' sake")
  private int warmUp = 150_000;

  @Option(names = "--connections", description = "connections for GET, each used again and again")
  private int getConnections = 32;

  @Option(names = "--put-connections", description = "connections for PUT")
  private int putConnections = 8;

  @Option(names = "--puts", description = "how many packets are stored in a round at the most")
  private int puts = 1500;

  @Option(names = "--cache", description = "packets that each keeps: so few that it is soon full")
  private int cache = 2000;

  @Option(names = "--jvm", split = " ", description = "options of our relay's JVM")
  private List<String> jvm = List.of();

  private final PrintStream out;
  private final Ambient ambient = Ambient.system();

  private RelayBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Entry point; ends with 0 only if no request to our relay failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RelayBenchmark(System.out)).execute(arguments));
  }

  /** A server, what is in its cache, and what it did. */
  private record Contestant(
      ServerProcess server,
      List<SignedPacket> packets,
      Tally get,
      Tally put,
      List<Long> resident,
      List<Long> heap) {}

  @Override
  public Integer call() throws Exception {
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors; %d rounds of %d s after %d GETs to warm up; connections: %d for GET,"
            + " %d for PUT%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        rounds,
        seconds,
        warmUp,
        getConnections,
        putConnections);
    Path folder = Files.createTempDirectory(ramDisk(), "mosaik-relay-benchmark");
    Process dht = ServerProcess.startDht(DHT_ADDRESS, DHT_PORT);
    List<Contestant> contestants = new ArrayList<>();
    try {
      List<String> bootstrap = List.of(dht.inputReader().readLine().split(" "));
      contestants.add(contestant(ServerProcess.startOurs(cache, bootstrap, jvm)));
      for (Path program : rust) {
        startIfPresent(program, folder, contestants);
      }
      for (Contestant contestant : contestants) {
        prepare(contestant);
      }
      compare(contestants, dht);
      return contestants.get(0).get().failures() + contestants.get(0).put().failures() == 0 ? 0 : 1;
    } finally {
      contestants.forEach(contestant -> contestant.server().close());
      dht.destroy();
      dht.waitFor();
      ServerProcess.remove(folder);
    }
  }

  private static Path ramDisk() {
    return Files.isWritable(RAM_DISK) ? RAM_DISK : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private void startIfPresent(Path program, Path folder, List<Contestant> contestants)
      throws Exception {
    if (Files.isExecutable(program)) {
      Path own = Files.createDirectory(folder.resolve(program.getFileName()));
      contestants.add(
          contestant(ServerProcess.startRust(program, own, cache, DHT_ADDRESS, ambient)));
    } else {
      out.println("no " + program + ": nothing to compare with");
    }
  }

  private Contestant contestant(ServerProcess server) {
    return new Contestant(
        server, packets(CACHED), new Tally(), new Tally(), new ArrayList<>(), new ArrayList<>());
  }

  /** Warms up, and puts what is asked for later into the cache last: it is soon full. */
  private void prepare(Contestant contestant) throws IOException {
    ServerProcess server = contestant.server();
    awaitJoined(server);
    try (HttpLoad put = load(server, putConnections)) {
      put.send(puts(packets(2 * puts)), STORED, 2 * puts, WARM_UP_LIMIT);
    }
    // On a connection of its own: one that was cut off at the limit may still owe answers.
    try (HttpLoad put = load(server, putConnections)) {
      if (put.send(puts(contestant.packets()), STORED, CACHED, JOIN_LIMIT).failures() > 0) {
        throw new IOException(server.name() + " does not store all that it is to hand out");
      }
    }
    try (HttpLoad get = load(server, getConnections)) {
      get.send(gets(contestant.packets()), FOUND, warmUp, WARM_UP_LIMIT);
    }
  }

  private HttpLoad load(ServerProcess server, int connections) throws IOException {
    return new HttpLoad(server.port(), connections, ambient.monotonic());
  }

  /** A relay listens before it has joined the DHT. */
  private void awaitJoined(ServerProcess server) throws IOException {
    Deadline limit = ambient.monotonic().now().plus(JOIN_LIMIT);
    while (!isStoring(server)) {
      if (limit.hasPassed(ambient.monotonic().now())) {
        throw new IOException(server.name() + " stores nothing");
      }
    }
  }

  private boolean isStoring(ServerProcess server) throws IOException {
    try (HttpLoad one = load(server, 1)) {
      return one.send(puts(packets(1)), STORED, 1, JOIN_LIMIT).failures() == 0;
    }
  }

  private void compare(List<Contestant> contestants, Process dht) throws IOException {
    for (int round = 0; round < rounds; round++) {
      for (Contestant contestant : contestants) {
        ServerProcess server = contestant.server();
        try (HttpLoad load = load(server, getConnections)) {
          List<byte[]> gets = gets(contestant.packets());
          measure(server, dht, contestant.get(), load.of(gets, FOUND, Integer.MAX_VALUE));
        }
        try (HttpLoad load = load(server, putConnections)) {
          measure(server, dht, contestant.put(), load.of(puts(packets(puts)), STORED, puts));
        }
        contestant.resident().add(server.residentBytes());
        server.heapBytes().ifPresent(contestant.heap()::add);
      }
    }
    out.println("GET of " + CACHED + " packets out of the cache\n" + Tally.head());
    contestants.forEach(each -> out.println(each.get().line(each.server().name())));
    out.println("\nPUT of a new packet each time\n" + Tally.head());
    contestants.forEach(each -> out.println(each.put().line(each.server().name())));
    out.println("\nMemory after each round, MB");
    contestants.forEach(each -> printMemory(each));
    summarise(contestants);
  }

  private void measure(ServerProcess server, Process dht, Tally tally, HttpLoad.Sending sending)
      throws IOException {
    Duration before = server.processorTime();
    Duration dhtBefore = ServerProcess.processorTime(dht);
    Sample sample = sending.forAtMost(Duration.ofSeconds(seconds));
    tally.add(
        sample,
        server.processorTime().minus(before),
        ServerProcess.processorTime(dht).minus(dhtBefore));
  }

  private void printMemory(Contestant contestant) {
    out.printf(
        Locale.ROOT,
        "%-24s resident %s%s%n",
        contestant.server().name(),
        megabytes(contestant.resident()),
        contestant.heap().isEmpty() ? "" : "; live heap " + megabytes(contestant.heap()));
  }

  private static String megabytes(List<Long> bytes) {
    return bytes.stream()
        .map(value -> String.format(Locale.ROOT, "%.1f", value / 1048576.0))
        .collect(Collectors.joining(" "));
  }

  /** Ratios survive a busy machine, absolute figures do not. */
  private void summarise(List<Contestant> contestants) {
    out.println();
    Contestant ours = contestants.get(0);
    for (Contestant theirs : contestants.subList(1, contestants.size())) {
      Map<String, Tally[]> loads = new LinkedHashMap<>();
      loads.put("GET", new Tally[] {ours.get(), theirs.get()});
      loads.put("PUT", new Tally[] {ours.put(), theirs.put()});
      loads.forEach(
          (load, tallies) -> {
            double ratio = tallies[0].perSecond() / tallies[1].perSecond();
            if (Double.isInfinite(ratio)) {
              out.println(load + ": no answer from " + theirs.server().name());
              return;
            }
            out.printf(
                Locale.ROOT,
                "%s: %.2f times the throughput of %s, goal 1.00: %s; %.2f times its CPU%n",
                load,
                ratio,
                theirs.server().name(),
                ratio >= 1 ? "met" : "MISSED",
                tallies[0].cost() / tallies[1].cost());
          });
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
    return packets.stream().map(packet -> request("GET", "/" + packet.key(), new byte[0])).toList();
  }

  private static List<byte[]> puts(List<SignedPacket> packets) {
    return packets.stream()
        .map(packet -> request("PUT", "/" + packet.key(), packet.toRelayPayload().toArray()))
        .toList();
  }

  private static byte[] request(String method, String path, byte[] body) {
    String length = body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n";
    String head = method + " " + path + " HTTP/1.1\r\nHost: relay\r\n" + length + "\r\n";
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body);
    return all.toByteArray();
  }
}
