package io.mosaik.cli.command;

import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.metrics.ReadinessCheck;
import io.mosaik.cli.render.Json;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.TestNetwork;
import io.mosaik.monitor.Monitor;
import io.mosaik.monitor.MonitorRegistry;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/**
 * HTTP port of long-running commands, and what they register for it. Without the option nothing is
 * registered and nothing is opened.
 */
final class HttpOptions {

  /** Label that tells several objects of one kind in this process apart. */
  private static final String NODE = "node";

  @Option(
      names = "--http",
      paramLabel = "ADDR:PORT",
      converter = SocketAddressConverter.class,
      description = {
        "Serve /metrics (Prometheus), /health and /ready over HTTP; port 0 means any.",
        "There is no password: whoever reaches the address can read all of it."
      })
  private InetSocketAddress http;

  private final MonitorRegistry registry = new MonitorRegistry();
  private Optional<MonitorRegistry.Registration> starting = Optional.empty();

  /** Whether there is such a port. */
  boolean isWanted() {
    return http != null;
  }

  /**
   * Opens the port and prints its address. To be called first, so that a port that is taken ends
   * the command before it has begun; until {@link #started} it is not ready.
   */
  void start(Surroundings surroundings, OutputOptions output, Lifetime lifetime) {
    if (!isWanted()) {
      return;
    }
    starting =
        Optional.of(
            registry.registerCheck("command", () -> Optional.of("the command is still starting")));
    Monitor monitor =
        lifetime.closeAtEnd(
            Monitor.builder()
                .registry(registry)
                .bind(http)
                .ambient(surroundings.ambient())
                .start());
    String url = "http://" + Sockets.text(monitor.localAddress());
    if (output.json()) {
      surroundings.printJson(Json.event("monitor_started").with("url", url));
    } else {
      surroundings.terminal().print("monitor " + url + "/metrics");
    }
  }

  /** Everything is registered: from now on the checks decide whether this is ready. */
  void started() {
    starting.ifPresent(MonitorRegistry.Registration::close);
  }

  /** Registers the metrics of the only object of its kind, if it has any. */
  void metrics(Object object) {
    if (isWanted() && object instanceof MetricSource source) {
      registry.register(source);
    }
  }

  /** Registers the metrics of one of several objects of a kind. */
  void metrics(MetricSource source, String node) {
    if (isWanted()) {
      registry.register(source, Map.of(NODE, node));
    }
  }

  /** Registers the metrics of all nodes of a private DHT, and one readiness check for all. */
  void testNetwork(TestNetwork network) {
    if (isWanted()) {
      IntStream.range(0, network.size())
          .forEach(index -> metrics(network.node(index), "testnet-" + index));
      check("testnet", () -> unreadyReason(network));
    }
  }

  private static Optional<String> unreadyReason(TestNetwork network) {
    return IntStream.range(0, network.size())
        .mapToObj(network::node)
        .flatMap(node -> node.unreadyReason().stream())
        .findFirst();
  }

  /** Registers a readiness check. */
  void check(String name, ReadinessCheck check) {
    if (isWanted()) {
      registry.registerCheck(name, check);
    }
  }
}
