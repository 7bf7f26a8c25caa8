package io.mosaik.dht.routing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Which addresses are likely to be in one hand. Addresses are cheap by the thousand, but only next
 * to each other.
 *
 * <p>Stateless.
 */
public final class Subnets {

  /** How many blocks there are to tell apart. */
  public static final int BLOCKS = 64;

  /** What a single host may own (RFC 6177 gives a site 48 bits and up). */
  private static final int IPV6_SITE_BITS = 48;

  private Subnets() {}

  /**
   * One of {@value #BLOCKS} blocks of the whole address space. Of IPv4 it is the first 6 bits, as
   * in mainline; of IPv6, of which so far only an eighth is in use, it is drawn from the first 32
   * bits, which is what providers own.
   */
  public static int blockOf(InetAddress address) {
    int first = ByteBuffer.wrap(address.getAddress()).getInt();
    int bits = address instanceof Inet4Address ? first : first * 0x9e3779b9;
    return bits >>> (Integer.SIZE - 6);
  }

  /** Whether two addresses are of one /24 of IPv4, or of one /48 of IPv6. */
  public static boolean areNeighbours(InetAddress a, InetAddress b) {
    return networkOf(a) == networkOf(b);
  }

  /** A number that an address shares with its neighbours, and with no other. */
  public static long networkOf(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? bytes.getInt() >>> Byte.SIZE
        : 1L << IPV6_SITE_BITS | bytes.getLong() >>> (Long.SIZE - IPV6_SITE_BITS);
  }
}
