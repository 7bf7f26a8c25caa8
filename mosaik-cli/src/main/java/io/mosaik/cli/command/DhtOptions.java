package io.mosaik.cli.command;

import com.google.common.net.InetAddresses;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How to reach the DHT. */
final class DhtOptions {

  private static final InetSocketAddress LOOPBACK4 =
      new InetSocketAddress(InetAddresses.forString("127.0.0.1"), 0);

  private static final InetSocketAddress LOOPBACK6 =
      new InetSocketAddress(InetAddresses.forString("::1"), 0);

  private static final String NONE = "none";

  @Option(
      names = "--dht-bootstrap",
      split = ",",
      paramLabel = "HOST:PORT",
      description = {
        "Nodes through which to join the DHT, instead of the public ones; 'none' for no DHT.",
        "A private network prints its own, see 'mosaik testnet'."
      })
  private List<String> bootstrap = List.of();

  @Option(
      names = "--dht-bind",
      split = ",",
      paramLabel = "ADDR:PORT",
      converter = SocketAddressConverter.class,
      description = {
        "Local address for the DHT's UDP traffic, IPv4 or IPv6 or one of each"
            + " (default: any of both)."
      })
  private List<InetSocketAddress> bind = List.of();

  @Option(
      names = "--dht-table",
      paramLabel = "FILE",
      description = {
        "Where to save the DHT nodes that are known at the end, and to find those of"
            + " the last time, so that no bootstrap node is needed."
      })
  private Path table;

  /**
   * Where to listen for other peers unless told otherwise: on loopback beside a DHT there, else
   * where the pinger likes it best.
   */
  List<InetSocketAddress> defaultPeerBind() {
    return localOnly();
  }

  /** A node that serves if others can reach it, closed with {@code lifetime}. */
  Dht startNode(Surroundings surroundings, Lifetime lifetime) {
    return start(surroundings, lifetime, DhtMode.ADAPTIVE);
  }

  /** A node that asks but does not serve, closed with {@code lifetime}. */
  Dht startClient(Surroundings surroundings, Lifetime lifetime) {
    return start(surroundings, lifetime, DhtMode.CLIENT);
  }

  /** Refuses what cannot work, before anything starts. */
  void check() {
    if (!isNone()) {
      config(DhtMode.CLIENT);
    }
  }

  Dht start(Surroundings surroundings, Lifetime lifetime, DhtMode mode) {
    return lifetime.closeAtEnd(Dht.start(config(mode), surroundings.ambient()));
  }

  private DhtConfig config(DhtMode mode) {
    DhtConfig.Builder config = DhtConfig.builder().mode(mode);
    try {
      if (!bootstrap.isEmpty()) {
        config.bootstrap(bootstrap.toArray(String[]::new));
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--dht-bootstrap: " + e.getMessage());
    }
    try {
      // Beside a private DHT on this machine nobody else need see us.
      List<InetSocketAddress> local = bind.isEmpty() ? localOnly() : bind;
      config.bindAddress(local.toArray(InetSocketAddress[]::new));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--dht-bind: " + e.getMessage());
    }
    if (table != null) {
      config.tableFile(table);
    }
    return config.build();
  }

  /** Whether the DHT is not to be used at all. */
  boolean isNone() {
    return bootstrap.equals(List.of(NONE));
  }

  /** The loopback addresses beside a DHT that is there only; else none. */
  private List<InetSocketAddress> localOnly() {
    List<InetSocketAddress> local = new ArrayList<>();
    if (bootstrap.stream().anyMatch(DhtOptions::isOnLoopback4)) {
      local.add(LOOPBACK4);
    }
    if (bootstrap.stream().anyMatch(DhtOptions::isOnLoopback6)) {
      local.add(LOOPBACK6);
    }
    boolean all = bootstrap.stream().allMatch(node -> isOnLoopback4(node) || isOnLoopback6(node));
    return all ? local : List.of();
  }

  private static boolean isOnLoopback4(String node) {
    return node.startsWith("127.") || node.startsWith("localhost:");
  }

  private static boolean isOnLoopback6(String node) {
    return node.startsWith("[::1]:");
  }
}
