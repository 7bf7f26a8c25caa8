package io.mosaik.internal;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Scope of an IP address by the special-purpose address registries of IANA (RFC 6890).
 *
 * <p>Immutable.
 */
public enum IpScope {
  /** Globally reachable, as far as the address tells. */
  PUBLIC,
  /**
   * Private use (RFC 1918), shared (RFC 6598), benchmarking (RFC 2544), unique local (RFC 4193) and
   * site-local IPv6.
   */
  PRIVATE,
  /** This host. */
  LOOPBACK,
  /** Link-local: 169.254.0.0/16, fe80::/10. */
  LINK_LOCAL,
  /** Limited broadcast: 255.255.255.255. */
  BROADCAST,
  /** Multicast groups: 224.0.0.0/4, ff00::/8. */
  MULTICAST,
  /** Unspecified: 0.0.0.0/8, {@code ::}. */
  UNSPECIFIED,
  /** Reserved for future use: 240.0.0.0/4. */
  RESERVED;

  /**
   * Returns whether one host can be behind such an address.
   *
   * @return false for multicast, broadcast, unspecified and reserved addresses
   */
  public boolean isUnicast() {
    return this == PUBLIC || this == PRIVATE || this == LOOPBACK || this == LINK_LOCAL;
  }

  /**
   * Returns the scope of an address. An IPv6 address that carries an IPv4 address, and whose
   * packets end up there, has the scope of that.
   *
   * @param address any address
   * @return its scope
   */
  public static IpScope of(InetAddress address) {
    InetAddress target = unwrap(address);
    return target instanceof Inet4Address v4 ? ofV4(v4.getAddress()) : ofV6((Inet6Address) target);
  }

  /**
   * Returns the address where packets to an address end up: for IPv4-mapped (RFC 4291),
   * IPv4-compatible, 6to4 (RFC 3056), NAT64 (RFC 6052, well-known prefix) and Teredo (RFC 4380)
   * addresses the IPv4 address inside, otherwise the address itself.
   *
   * @param address any address
   * @return that address
   */
  public static InetAddress unwrap(InetAddress address) {
    byte[] b = address.getAddress();
    if (b.length == 4) {
      return address;
    }
    int first = (b[0] & 0xff) << 8 | b[1] & 0xff;
    int second = (b[2] & 0xff) << 8 | b[3] & 0xff;
    if (first == 0x2002) {
      return v4(b, 2, 0);
    }
    if (first == 0x2001 && second == 0) {
      return v4(b, 12, 0xff); // Teredo hides the client's address by inverting it
    }
    if (first == 0x0064 && second == 0xff9b && isZero(b, 4, 12)) {
      return v4(b, 12, 0);
    }
    if (isV4Mapped(address)) {
      return v4(b, 12, 0);
    }
    boolean compatible = isZero(b, 0, 12) && !isZero(b, 12, 15);
    return compatible ? v4(b, 12, 0) : address;
  }

  /**
   * Returns whether an address is IPv4-mapped: another spelling of an IPv4 address.
   *
   * @param address any address
   * @return true for addresses in ::ffff:0:0/96
   */
  public static boolean isV4Mapped(InetAddress address) {
    byte[] b = address.getAddress();
    return b.length == 16 && isZero(b, 0, 10) && b[10] == -1 && b[11] == -1;
  }

  private static IpScope ofV4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if (first == 0) {
      return UNSPECIFIED;
    }
    if (first == 127) {
      return LOOPBACK;
    }
    if (first == 169 && second == 254) {
      return LINK_LOCAL;
    }
    if (first >= 240) {
      return Arrays.equals(b, new byte[] {-1, -1, -1, -1}) ? BROADCAST : RESERVED;
    }
    if (first >= 224) {
      return MULTICAST;
    }
    boolean isPrivate =
        first == 10
            || first == 172 && second >= 16 && second < 32
            || first == 192 && second == 168
            || first == 100 && second >= 64 && second < 128
            || first == 198 && (second == 18 || second == 19);
    return isPrivate ? PRIVATE : PUBLIC;
  }

  private static IpScope ofV6(Inet6Address address) {
    if (address.isAnyLocalAddress()) {
      return UNSPECIFIED;
    }
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (address.isMulticastAddress()) {
      return MULTICAST;
    }
    if (address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    boolean uniqueLocal = (address.getAddress()[0] & 0xfe) == 0xfc;
    return uniqueLocal || address.isSiteLocalAddress() ? PRIVATE : PUBLIC;
  }

  private static InetAddress v4(byte[] b, int from, int mask) {
    byte[] inside = new byte[4];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = (byte) (b[from + i] ^ mask);
    }
    try {
      return InetAddress.getByAddress(inside);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }

  private static boolean isZero(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
