package io.mosaik.dht;

import com.google.common.net.InetAddresses;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * A node of the DHT.
 *
 * <p>Immutable.
 *
 * @param id what it calls itself
 * @param address where it answered from
 */
public record DhtNode(DhtId id, InetSocketAddress address) {

  /** Checks that nothing is missing. */
  public DhtNode {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(address, "address");
  }

  static DhtNode of(NodeInfo node) {
    return new DhtNode(DhtId.of(node.id()), node.address());
  }

  @Override
  public String toString() {
    return id + "@" + InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort();
  }
}
