package io.mosaik.dht.node.net;

import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.routing.AddressFamily;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a node touches the world.
 *
 * <p>Immutable.
 *
 * @param core how its core behaves
 * @param bootstrap where to enter the network, resolved or not
 * @param bindAddresses where to bind the sockets, at most one of each family; empty for any address
 *     of either
 * @param receiveBufferBytes how large a receive buffer to ask for
 * @param callbacks where futures complete; empty for a pool of the node's own
 * @param loops which threads move datagrams; empty for one of the node's own
 * @param tableFile where known nodes outlive the process; empty if they do not
 */
public record NodeSettings(
    NodeConfig core,
    List<InetSocketAddress> bootstrap,
    List<InetSocketAddress> bindAddresses,
    int receiveBufferBytes,
    Optional<Executor> callbacks,
    Optional<EventLoops> loops,
    Optional<Path> tableFile) {

  /** Room for the answers to some thousand queries. Our choice. */
  public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 4 << 20;

  /** Copies the lists, and checks the addresses. */
  public NodeSettings {
    bootstrap = List.copyOf(bootstrap);
    bindAddresses = List.copyOf(bindAddresses);
    checkBindAddresses(bindAddresses);
  }

  /**
   * Checks that each can be bound to, and that no family has two.
   *
   * @throws IllegalArgumentException if not
   */
  public static void checkBindAddresses(List<InetSocketAddress> bindAddresses) {
    for (InetSocketAddress address : bindAddresses) {
      if (address.isUnresolved()) {
        throw new IllegalArgumentException("cannot bind to a name: " + address);
      }
    }
    long families =
        bindAddresses.stream()
            .map(address -> AddressFamily.of(address.getAddress()))
            .distinct()
            .count();
    if (families < bindAddresses.size()) {
      throw new IllegalArgumentException(
          "at most one address of each family to bind to, not " + bindAddresses);
    }
  }
}
