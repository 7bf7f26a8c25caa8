package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The crates pkarr and mainline, by programs of ours around them.
 *
 * <p>Immutable.
 *
 * @param pkarr the program around the client
 * @param mainline the program around the servers
 * @param host what to write before a command so that it runs where it should
 */
record RustPrograms(String pkarr, String mainline, List<String> host) {

  /** Those that mosaik 0.3.17 is made of. */
  static final RustPrograms OF_MOSAIK_0_3 = new RustPrograms("pkarr-5", "mainline-6", List.of());

  /** Those that mosaik 0.4.2 is made of. */
  static final RustPrograms OF_MOSAIK_0_4 = new RustPrograms("pkarr-8", "mainline-8", List.of());

  /** Servers, all in one process. */
  static final class Servers implements AutoCloseable {

    private final CliProcess process;
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private String version = "";

    private Servers(CliProcess process) {
      this.process = process;
    }

    List<InetSocketAddress> addresses() {
      return List.copyOf(addresses);
    }

    String version() {
      return version;
    }

    /** Waits until all are in the DHT; meanwhile they print who they are. */
    void awaitReady() throws Exception {
      String ready = process.awaitLine(line -> line.contains("\"ready\""));
      version = json(ready).get("version").getAsString();
      process
          .output()
          .lines()
          .filter(line -> line.contains("\"node\""))
          .map(line -> Loopback.parse(json(line).get("address").getAsString()))
          .forEach(addresses::add);
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** The same programs on another host. */
  RustPrograms on(List<String> command) {
    return new RustPrograms(pkarr, mainline, command);
  }

  /**
   * Starts servers, all on one address, and waits for them.
   *
   * @param address one that the host has; those of version 6 listen on all of them, but answer from
   *     the first
   * @param bootstrap whose DHT they join; empty for one of their own
   */
  Servers servers(int count, InetAddress address, List<InetSocketAddress> bootstrap)
      throws Exception {
    Servers servers = launch(count, address, bootstrap);
    try {
      servers.awaitReady();
      return servers;
    } catch (Exception | AssertionError failure) {
      servers.close();
      throw failure;
    }
  }

  /** Starts servers, and leaves waiting for them to the caller. */
  Servers launch(int count, InetAddress address, List<InetSocketAddress> bootstrap) {
    List<String> command =
        command(mainline, "--nodes", "" + count, "--bind", address.getHostAddress());
    command.addAll(options(bootstrap));
    return new Servers(CliProcess.launch(command));
  }

  /** Looks a key up, and waits for all answers. */
  JsonObject resolve(List<InetSocketAddress> bootstrap, PublicKey key) throws Exception {
    List<String> command = command(pkarr, "resolve", "--most-recent");
    command.addAll(options(bootstrap));
    command.add(key.toZBase32());
    return run(command);
  }

  /**
   * Publishes a record.
   *
   * @param cas the timestamp that must be stored already; only for programs that can ask for that
   * @param timestamp of the packet
   * @param record name, type, value
   */
  JsonObject publish(
      List<InetSocketAddress> bootstrap,
      KeyPair signer,
      OptionalLong cas,
      long timestamp,
      String... record)
      throws Exception {
    List<String> command = command(pkarr, "publish", "--secret", signer.seed().toHex());
    command.addAll(options(bootstrap));
    cas.ifPresent(expected -> command.addAll(List.of("--cas", "" + expected)));
    command.addAll(List.of("--timestamp", "" + timestamp));
    command.addAll(Arrays.asList(record));
    return run(command);
  }

  private static JsonObject run(List<String> command) throws Exception {
    try (CliProcess process = CliProcess.launch(command)) {
      int exit = process.awaitExit();
      JsonObject result = json(process.output().lines().reduce("", (first, last) -> last));
      boolean isError = result.get("event").getAsString().equals("error");
      assertEquals(isError ? 1 : 0, exit, process::output);
      return result;
    }
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(host);
    command.add(Stranger.rustProgram(program).toString());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static List<String> options(List<InetSocketAddress> bootstrap) {
    return bootstrap.stream()
        .flatMap(address -> Stream.of("--bootstrap", Loopback.text(address)))
        .toList();
  }

  private static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }
}
