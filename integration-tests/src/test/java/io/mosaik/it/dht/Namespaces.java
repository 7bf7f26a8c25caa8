package io.mosaik.it.dht;

import io.mosaik.it.stranger.Stranger;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hosts on one cable, each a network namespace with addresses of its own, public ones as well:
 * nothing gets out of them.
 *
 * <p>Confined to the test's thread.
 */
final class Namespaces implements AutoCloseable {

  private static final int SECONDS = 30;
  private static final String CABLE = "cable";

  /** What {@code ip netns exec} puts in the place of files in /etc, by namespace. */
  private static final Path ETC = Path.of("/etc/netns");

  /** Nobody answers there, which programs that ask for names learn at once. */
  private static final String NO_RESOLVER = "nameserver 127.0.0.1\n";

  private final String prefix = "mosaik-" + ProcessHandle.current().pid() + "-";
  private final List<String> names = new ArrayList<>();

  /** Lays the cable. */
  static Namespaces create() throws IOException {
    Stranger.NAMESPACES.assumePresent();
    Namespaces namespaces = new Namespaces();
    namespaces.add(CABLE);
    namespaces.ip(CABLE, List.of("link add cable type bridge", "link set cable up"));
    return namespaces;
  }

  /** Adds a host that has these addresses, and reaches all others by the cable. */
  void addHost(String host, List<InetAddress> addresses) throws IOException {
    String plug = "plug" + names.size();
    add(host);
    List<String> commands = new ArrayList<>(List.of("link set lo up"));
    commands.add("link add name eth0 type veth peer name " + plug + " netns " + prefix + CABLE);
    for (InetAddress address : addresses) {
      commands.add("addr add " + address.getHostAddress() + "/32 dev eth0");
    }
    commands.add("link set eth0 up");
    commands.add("route add default dev eth0");
    ip(host, commands);
    ip(CABLE, List.of("link set " + plug + " master cable", "link set " + plug + " up"));
  }

  /** What to write before a command so that it runs on that host. */
  List<String> on(String host) {
    return List.of("ip", "netns", "exec", prefix + host);
  }

  @Override
  public void close() throws IOException {
    for (String name : names) {
      run(List.of("ip", "netns", "del", prefix + name), "");
      Files.deleteIfExists(resolver(name));
      Files.deleteIfExists(resolver(name).getParent());
    }
  }

  private void add(String name) throws IOException {
    run(List.of("ip", "netns", "add", prefix + name), "");
    names.add(name);
    Files.createDirectories(resolver(name).getParent());
    Files.writeString(resolver(name), NO_RESOLVER);
  }

  private Path resolver(String name) {
    return ETC.resolve(prefix + name).resolve("resolv.conf");
  }

  private void ip(String name, List<String> commands) throws IOException {
    run(List.of("ip", "-n", prefix + name, "-batch", "-"), String.join("\n", commands) + "\n");
  }

  private static void run(List<String> command, String input) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedWriter to = process.outputWriter(StandardCharsets.UTF_8)) {
      to.write(input);
    }
    awaitEnd(process, command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed on " + input + ": " + output);
    }
  }

  private static void awaitEnd(Process process, List<String> command) throws IOException {
    try {
      if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IOException("did not end: " + command);
  }
}
