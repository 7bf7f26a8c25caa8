package io.mosaik.it.namespace;

import io.mosaik.it.program.CliProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One host of a {@link NamespaceNetwork}. Thread-safe by its monitor. */
public final class NamespaceHost {

  /** Files there take the place of those in {@code /etc} for programs in the namespace. */
  private static final Path FILES = Path.of("/etc/netns");

  private final String namespace;
  private final InetAddress address;
  private final List<CliProcess> programs = new ArrayList<>();

  NamespaceHost(String namespace, InetAddress address) {
    this.namespace = namespace;
    this.address = address;
  }

  void build(String bridge, String outside, String withPrefix, Map<String, InetAddress> names) {
    writeFiles(names);
    Shell.run("ip netns add " + namespace);
    Shell.run("ip link add " + outside + " type veth peer name eth0 netns " + namespace);
    Shell.run("ip link set " + outside + " master " + bridge + " up");
    Shell.run("ip -n " + namespace + " link set lo up");
    Shell.run("ip -n " + namespace + " addr add " + withPrefix + " dev eth0");
    Shell.run("ip -n " + namespace + " link set eth0 up");
  }

  /** The host's only address. */
  public InetAddress address() {
    return address;
  }

  /** Starts a program that sees only this host; it is ended with the network at the latest. */
  public synchronized CliProcess start(List<String> command) {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    inside.addAll(command);
    CliProcess program = CliProcess.launch(inside);
    programs.add(program);
    return program;
  }

  /** Starts the command line of ours on this host. */
  public CliProcess startOurs(String... arguments) {
    return start(CliProcess.command(arguments));
  }

  synchronized void close() {
    programs.forEach(CliProcess::close);
    remove(namespace);
  }

  /** Removes a namespace with all that runs there. */
  static void remove(String namespace) {
    Shell.attempt("ip netns pids " + namespace)
        .lines()
        .map(line -> ProcessHandle.of(Long.parseLong(line.strip())))
        .forEach(program -> program.ifPresent(ProcessHandle::destroyForcibly));
    // Before the namespace, which may live on for a while with what still ends there.
    Shell.attempt("ip -n " + namespace + " link del eth0");
    Shell.attempt("ip netns del " + namespace);
    try {
      Files.deleteIfExists(FILES.resolve(namespace).resolve("hosts"));
      Files.deleteIfExists(FILES.resolve(namespace).resolve("resolv.conf"));
      Files.deleteIfExists(FILES.resolve(namespace));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeFiles(Map<String, InetAddress> names) {
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n::1 localhost\n");
    names.forEach(
        (name, meaning) ->
            hosts.append(meaning.getHostAddress()).append(' ').append(name).append('\n'));
    try {
      Path folder = Files.createDirectories(FILES.resolve(namespace));
      Files.writeString(folder.resolve("hosts"), hosts);
      Files.writeString(folder.resolve("resolv.conf"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return namespace + " at " + address.getHostAddress();
  }
}
