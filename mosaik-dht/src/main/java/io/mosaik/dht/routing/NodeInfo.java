package io.mosaik.dht.routing;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

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

  private static final int IPV6_NETWORK_BYTES = 8;

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
    if (AddressScope.of(host) != AddressScope.PUBLIC
        || !isSameHost(host, other.address.getAddress())) {
      return false;
    }
    boolean secure = isSecure();
    return secure == other.isSecure()
        && (!secure || id.sharedPrefixBits(other.id) >= NodeId.PRESCRIBED_BITS);
  }

  /** Whoever has an IPv6 address has all of its /64, and BEP 42 looks at no more of it. */
  private static boolean isSameHost(InetAddress a, InetAddress b) {
    if (AddressFamily.of(a) != AddressFamily.of(b) || AddressFamily.IPV4.contains(a)) {
      return a.equals(b);
    }
    return Arrays.equals(
        a.getAddress(), 0, IPV6_NETWORK_BYTES, b.getAddress(), 0, IPV6_NETWORK_BYTES);
  }

  @Override
  public String toString() {
    return id + "@" + InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort();
  }
}
