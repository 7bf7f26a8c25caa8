package io.mosaik.cli.command;

import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.Option;

/** How to reach the DHT. */
final class DhtOptions {

  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Option(
      names = "--dht-bootstrap",
      split = ",",
      paramLabel = "HOST:PORT",
      description = {
        "Nodes through which to join the DHT, instead of the public ones.",
        "A private network prints its own, see 'mosaik testnet'."
      })
  private List<String> bootstrap = List.of();

  @Option(
      names = "--dht-bind",
      paramLabel = "ADDR:PORT",
      converter = SocketAddressConverter.class,
      description = "Local address for the DHT's UDP traffic (default: any).")
  private InetSocketAddress bind;

  /**
   * Where to listen for other peers unless told otherwise: on loopback beside a DHT there, else
   * where the pinger likes it best.
   */
  List<InetSocketAddress> defaultPeerBind() {
    return isLocalOnly() ? List.of(LOOPBACK) : List.of();
  }

  /** A node that asks but does not serve, closed with {@code lifetime}. */
  Dht startClient(Surroundings surroundings, Lifetime lifetime) {
    return start(surroundings, lifetime, DhtMode.CLIENT);
  }

  Dht start(Surroundings surroundings, Lifetime lifetime, DhtMode mode) {
    DhtConfig.Builder config = DhtConfig.builder().mode(mode);
    try {
      if (!bootstrap.isEmpty()) {
        config.bootstrap(bootstrap.toArray(String[]::new));
      }
      if (bind != null) {
        config.bindAddress(bind);
      } else if (isLocalOnly()) {
        // Beside a private DHT on this machine nobody else need see us.
        config.bindAddress(LOOPBACK);
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--dht-bootstrap: " + e.getMessage());
    }
    return lifetime.closeAtEnd(Dht.start(config.build(), surroundings.ambient()));
  }

  private boolean isLocalOnly() {
    return !bootstrap.isEmpty()
        && bootstrap.stream()
            .allMatch(node -> node.startsWith("127.") || node.startsWith("localhost:"));
  }
}
