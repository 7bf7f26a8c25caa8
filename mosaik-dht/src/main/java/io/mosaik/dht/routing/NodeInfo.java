package io.mosaik.dht.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A node as others speak of it (BEP 5, "Contact encoding"). That it exists or answers is another
 * matter.
 *
 * <p>Immutable.
 *
 * @param id what it calls itself
 * @param address where it is, resolved, IPv4 or IPv6, with a port from 1 to 65535
 */
public record NodeInfo(NodeId id, InetSocketAddress address) {

  /** Checks that the address is one that a datagram can be sent to. */
  public NodeInfo {
    if (address.isUnresolved() || address.getPort() == 0) {
      throw new IllegalArgumentException("no address of a node: " + address);
    }
  }

  /** Whether the id is one that a node at this address may have (BEP 42). */
  public boolean isSecure() {
    return id.isSecureFor(address.getAddress());
  }

  /**
   * Whether at most one of both can be genuine, as far as mainline is concerned: a public address
   * has one node whose id does not fit it, or several that differ in what BEP 42 prescribes. On
   * private networks, where many nodes may share an address, there are no rivals.
   */
  public boolean isRivalOf(NodeInfo other) {
    InetAddress host = address.getAddress();
    if (!host.equals(other.address.getAddress()) || AddressScope.of(host) != AddressScope.PUBLIC) {
      return false;
    }
    boolean secure = isSecure();
    return secure == other.isSecure()
        && (!secure || id.sharedPrefixBits(other.id) >= NodeId.PRESCRIBED_BITS);
  }

  @Override
  public String toString() {
    return id + "@" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
