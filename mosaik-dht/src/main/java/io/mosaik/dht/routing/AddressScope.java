package io.mosaik.dht.routing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** From where an address can be reached. The narrower the scope, the smaller the constant. */
public enum AddressScope {
  /** This machine only. */
  LOOPBACK,
  /** A private or link-local network. */
  PRIVATE,
  /** Everywhere. */
  PUBLIC,
  /** No address of a single host: unspecified, multicast, broadcast, reserved. */
  UNUSABLE;

  private static final int FIRST_RESERVED_OCTET = 240;

  /** The scope of an address. */
  public static AddressScope of(InetAddress address) {
    int first = address.getAddress()[0] & 0xff;
    if (address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || isIpv4(address) && (first == 0 || first >= FIRST_RESERVED_OCTET)) {
      return UNUSABLE;
    }
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    boolean uniqueLocal = !isIpv4(address) && (first & 0xfe) == 0xfc;
    return address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal
        ? PRIVATE
        : PUBLIC;
  }

  /**
   * Whether to believe a node that tells of another: it must be usable, and a node far away cannot
   * know of a neighbour of ours. Keeps strangers from turning our queries on our own network. What
   * is valid on a single link only, nobody can tell another without saying which link.
   */
  public static boolean isPlausible(InetSocketAddress told, InetSocketAddress teller) {
    AddressScope scope = of(told.getAddress());
    boolean unscoped =
        told.getAddress() instanceof Inet6Address ipv6
            && ipv6.isLinkLocalAddress()
            && ipv6.getScopeId() == 0;
    return scope != UNUSABLE && !unscoped && scope.compareTo(of(teller.getAddress())) >= 0;
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof java.net.Inet4Address;
  }
}
