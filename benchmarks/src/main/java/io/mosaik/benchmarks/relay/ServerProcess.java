package io.mosaik.benchmarks.relay;

import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own. Confined to one thread. */
final class ServerProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final boolean ours;
  private final int port;

  private ServerProcess(String name, Process process, boolean ours, int port) {
    this.name = name;
    this.process = process;
    this.ours = ours;
    this.port = port;
  }

  /** The DHT behind all of them; its first line is where to enter it. */
  static Process startDht(String address, int port) throws IOException {
    return startJava(List.of(), DhtUnderTest.class, address, Integer.toString(port));
  }

  /**
   * Our relay, with the collector that {@code mosaik relay} has.
   *
   * @param cache how many packets it keeps
   * @param bootstrap where to enter the DHT
   * @param options of the JVM
   */
  static ServerProcess startOurs(int cache, List<String> bootstrap, List<String> options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    all.addAll(options);
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(cache)));
    arguments.addAll(bootstrap);
    Process process = startJava(all, RelayUnderTest.class, arguments.toArray(String[]::new));
    String line = process.inputReader().readLine();
    while (line != null && !line.startsWith(RelayUnderTest.PORT)) {
      line = process.inputReader().readLine();
    }
    if (line == null) {
      throw new IOException("our relay does not start");
    }
    int port = Integer.parseInt(line.substring(RelayUnderTest.PORT.length()));
    return new ServerProcess("mosaik-relay", process, true, port);
  }

  private static Process startJava(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /**
   * A Rust relay without rate limits. It enters the DHT under public names, which mean the given
   * address to it alone, in a mount namespace of its own. Its cache is a database in a folder: on a
   * RAM disk, so that no disk is measured.
   *
   * @param folder of its own
   * @param cache how many packets it keeps
   */
  static ServerProcess startRust(
      Path program, Path folder, int cache, String dhtAddress, Ambient ambient)
      throws IOException, InterruptedException {
    Path hosts = folder.resolve("hosts");
    Files.writeString(
        hosts,
        "127.0.0.1 localhost\n"
            + dhtAddress
            + " router.bittorrent.com dht.transmissionbt.com relay.pkarr.org dht.libtorrent.org\n");
    Path config = folder.resolve("config.toml");
    int port = freePort();
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            "[http]%nport = %d%n[mainline]%nport = %d%n[cache]%nsize = %d%npath = \"%s\"%n",
            port,
            freePort(),
            cache,
            Files.createDirectory(folder.resolve("cache"))));
    Process process =
        new ProcessBuilder(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/hosts && exec \"$@\"",
                hosts.toString(),
                program.toString(),
                "--tracing-env-filter",
                "error",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    ServerProcess server =
        new ServerProcess(program.getFileName().toString(), process, false, port);
    server.awaitListening(folder, ambient);
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening(Path folder, Ambient ambient)
      throws IOException, InterruptedException {
    Deadline end = ambient.monotonic().now().plus(START_LIMIT);
    while (!isListening()) {
      if (!process.isAlive() || end.hasPassed(ambient.monotonic().now())) {
        process.destroyForcibly();
        throw new IOException(
            name + " does not listen: " + Files.readString(folder.resolve("output")));
      }
      new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  Duration processorTime() {
    return processorTime(process);
  }

  /** What all threads of a process have used, in user mode and in the kernel. */
  static Duration processorTime(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** What the operating system says the process holds (proc(5), VmRSS); 0 where it does not. */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .map(line -> line.replaceAll("\\D", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElse(0)
          << 10;
    }
  }

  /** What lives on the heap; empty if there is none to ask about. Collects garbage first. */
  OptionalLong heapBytes() throws IOException {
    if (!ours) {
      return OptionalLong.empty();
    }
    process.outputWriter().append('\n').flush();
    BufferedReader answers = process.inputReader();
    return OptionalLong.of(Long.parseLong(answers.readLine()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Removes a folder with all that is in it. */
  static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
