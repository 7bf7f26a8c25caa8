package io.mosaik.cli.command;

import io.mosaik.cli.render.Json;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtMode;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One node of the DHT. */
@Command(
    name = "dht-node",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one Mainline DHT node that serves others until Ctrl+C.",
      "Prints its address once it answers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik dht-node --bind 0.0.0.0:6881",
      "  mosaik dht-node --bind 127.0.0.1:0 --first      the first node of a private DHT"
    })
final class DhtNodeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--bind",
      paramLabel = "ADDR:PORT",
      defaultValue = "0.0.0.0:6881",
      converter = SocketAddressConverter.class,
      description = "Local address for UDP (default: ${DEFAULT-VALUE}); port 0 means any.")
  private InetSocketAddress bind;

  @Option(
      names = "--dht-bootstrap",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Nodes through which to join the DHT, instead of the public ones.")
  private List<String> bootstrap = List.of();

  @Option(names = "--first", description = "Join nobody: this is the first node of a private DHT.")
  private boolean first;

  @Mixin private OutputOptions output;

  DhtNodeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (first && !bootstrap.isEmpty()) {
      throw CommandFailure.usage("--first joins nobody: leave out --dht-bootstrap, or --first");
    }
    try (Lifetime lifetime = new Lifetime()) {
      Dht node = lifetime.closeAtEnd(Dht.start(config(), surroundings.ambient()));
      String address = Sockets.text(node.localAddress());
      surroundings.terminal().progress("joining the DHT ...");
      node.joined()
          .whenComplete((known, failure) -> announce(node, address, known == null ? 0 : known));
      lifetime.await();
      return 0;
    }
  }

  private DhtConfig config() {
    DhtConfig.Builder config = DhtConfig.builder().mode(DhtMode.SERVER).bindAddress(bind);
    try {
      if (first) {
        config.bootstrap(List.of());
      } else if (!bootstrap.isEmpty()) {
        config.bootstrap(bootstrap.toArray(String[]::new));
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--dht-bootstrap: " + e.getMessage());
    }
    return config.build();
  }

  private void announce(Dht node, String address, int known) {
    if (output.json()) {
      surroundings
          .terminal()
          .printPlain(
              Json.event("dht-node")
                  .with("address", address)
                  .with("id", node.id().toString())
                  .with("known", known)
                  .toString());
      return;
    }
    surroundings.terminal().print(address + "  id " + node.id() + "  knows " + known + " nodes");
    if (known == 0 && !first) {
      surroundings.terminal().note("nobody answered: check --dht-bootstrap and that UDP gets out");
    }
  }
}
