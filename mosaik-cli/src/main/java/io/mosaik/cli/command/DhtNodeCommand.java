package io.mosaik.cli.command;

import com.google.common.net.InetAddresses;
import io.mosaik.cli.render.DhtNodeView;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtMode;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One node of the DHT. */
@Command(
    name = "dht-node",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Runs one Mainline DHT node that serves others until Ctrl+C.",
      "Prints its address once it answers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik dht-node --dht-table nodes.txt",
      "  mosaik dht-node --bind 127.0.0.1:0 --first     the first node of a private DHT"
    })
final class DhtNodeCommand implements Callable<Integer> {

  private static final int PORT = 6881;

  private final Surroundings surroundings;

  @Option(
      names = "--bind",
      split = ",",
      paramLabel = "ADDR:PORT",
      converter = SocketAddressConverter.class,
      description = {
        "Local address for UDP, IPv4 or IPv6 or one of each; port 0 means any"
            + " (default: 0.0.0.0:6881, and [::]:6881 where there is IPv6)."
      })
  private List<InetSocketAddress> bind = List.of();

  @Option(
      names = "--dht-table",
      paramLabel = "FILE",
      description = {
        "Where to save the nodes that are known, and to find those of the last time, so"
            + " that no bootstrap node is needed."
      })
  private Path table;

  @Option(
      names = "--dht-bootstrap",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Nodes through which to join the DHT, instead of the public ones.")
  private List<String> bootstrap = List.of();

  @Option(names = "--first", description = "Join nobody: this is the first node of a private DHT.")
  private boolean first;

  @Mixin private HttpOptions http;
  @Mixin private OutputOptions output;

  DhtNodeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (first && !bootstrap.isEmpty()) {
      throw CommandFailure.usage("--first joins nobody: leave out --dht-bootstrap, or --first");
    }
    DhtConfig config = config();
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      http.start(surroundings, output, lifetime);
      Dht node = lifetime.closeAtEnd(Dht.start(config, surroundings.ambient()));
      http.metrics(node);
      http.check("dht", node);
      http.started();
      List<String> addresses = node.localAddresses().stream().map(Sockets::text).toList();
      surroundings.terminal().progress("joining the DHT ...");
      node.joined()
          .whenComplete((known, failure) -> announce(node, addresses, known == null ? 0 : known));
      lifetime.await();
      return 0;
    }
  }

  private DhtConfig config() {
    DhtConfig.Builder config = DhtConfig.builder().mode(DhtMode.SERVER);
    if (table != null) {
      config.tableFile(table);
    }
    try {
      List<InetSocketAddress> local = bind.isEmpty() ? anyAddress() : bind;
      config.bindAddress(local.toArray(InetSocketAddress[]::new));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--bind: " + e.getMessage());
    }
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

  private static List<InetSocketAddress> anyAddress() {
    InetSocketAddress ipv4 = new InetSocketAddress(InetAddresses.forString("0.0.0.0"), PORT);
    InetSocketAddress ipv6 = new InetSocketAddress(InetAddresses.forString("::"), PORT);
    return hasIpv6() ? List.of(ipv4, ipv6) : List.of(ipv4);
  }

  private static boolean hasIpv6() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(Inet6Address.class::isInstance);
    } catch (SocketException unknown) {
      return false;
    }
  }

  private void announce(Dht node, List<String> addresses, int known) {
    if (output.json()) {
      surroundings.printJson(DhtNodeView.ready(node, known));
      return;
    }
    String where = String.join(" ", addresses);
    surroundings.terminal().print(where + "  id " + node.id() + "  knows " + known + " nodes");
    if (known == 0 && !first) {
      surroundings.terminal().note("nobody answered: check --dht-bootstrap and that UDP gets out");
    }
  }
}
