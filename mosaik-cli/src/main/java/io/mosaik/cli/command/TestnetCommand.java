package io.mosaik.cli.command;

import io.mosaik.cli.render.Json;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.TestNetwork;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A private DHT to test against. */
@Command(
    name = "testnet",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Runs a private Mainline DHT on this machine until Ctrl+C, and prints its bootstrap addresses."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik testnet --port 16881",
      "  mosaik beacon --network my-app --dht-bootstrap 127.0.0.1:16881"
    })
final class TestnetCommand implements Callable<Integer> {

  /** As many as fit on a line; more would not make joining any safer. */
  private static final int SHOWN_ADDRESSES = 3;

  /** Each node has a socket of its own; more than this hardly fits into the heap. */
  private static final int MAX_NODES = 1_000;

  private static final int MAX_PORT = 65_535;

  private final Surroundings surroundings;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "25",
      description = "How many nodes it has (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      converter = InetAddressConverter.class,
      defaultValue = "127.0.0.1",
      description = "Local address of all nodes (default: ${DEFAULT-VALUE}).")
  private InetAddress bind;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = {
        "UDP port of the first node; the others take any free port. 0 means any"
            + " (default: ${DEFAULT-VALUE})."
      })
  private int port;

  @Mixin private HttpOptions http;
  @Mixin private OutputOptions output;

  TestnetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Limits.check("--nodes", nodes, 1, MAX_NODES);
    Limits.check("--port", port, 0, MAX_PORT);
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      http.start(surroundings, output, lifetime);
      surroundings.terminal().progress("starting " + nodes + " nodes ...");
      TestNetwork network = lifetime.closeAtEnd(start());
      http.testNetwork(network);
      http.started();
      List<String> bootstrap =
          network.bootstrapAddresses().stream().limit(SHOWN_ADDRESSES).map(Sockets::text).toList();
      if (output.json()) {
        surroundings.printJson(
            Json.event("testnet_started")
                .with("nodes", network.size())
                .with("bootstrap", bootstrap));
      } else {
        surroundings.terminal().print("private DHT of " + network.size() + " nodes is up; use");
        surroundings.terminal().print("  --dht-bootstrap " + String.join(",", bootstrap));
        surroundings.terminal().note("Ctrl+C ends it");
      }
      lifetime.await();
      return 0;
    }
  }

  private TestNetwork start() {
    try {
      return TestNetwork.builder()
          .nodes(nodes)
          .address(bind)
          .firstPort(port)
          .ambient(surroundings.ambient())
          .start();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }
}
