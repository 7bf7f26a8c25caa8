package io.mosaik.dht.node.net;

import com.google.common.net.InetAddresses;
import io.mosaik.dht.node.NodeConfig;
import java.net.InetSocketAddress;
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
 * @param bindAddress where to bind the socket
 * @param receiveBufferBytes how large a receive buffer to ask for
 * @param callbacks where futures complete; empty for a pool of the node's own
 * @param loops which threads move datagrams; empty for one of the node's own
 */
public record NodeSettings(
    NodeConfig core,
    List<InetSocketAddress> bootstrap,
    InetSocketAddress bindAddress,
    int receiveBufferBytes,
    Optional<Executor> callbacks,
    Optional<EventLoops> loops) {

  /** Room for the answers to some thousand queries. Our choice. */
  public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 4 << 20;

  /** Any IPv4 address of this machine, and any port. */
  public static final InetSocketAddress ANY_ADDRESS =
      new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 0);

  /** Copies the list. */
  public NodeSettings {
    bootstrap = List.copyOf(bootstrap);
  }
}
