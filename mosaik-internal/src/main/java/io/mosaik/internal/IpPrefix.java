package io.mosaik.internal;

import java.net.InetAddress;

/**
 * The leading bits of an IP address, as a key for limits that hold for a whole network. An IPv6
 * address that carries an IPv4 address counts as that (see {@link IpScope#unwrap}).
 *
 * <p>Immutable.
 *
 * @param high the first 64 bits of an IPv6 prefix, 0 for IPv4
 * @param low the last 64 bits of an IPv6 prefix, or the IPv4 prefix
 * @param length the number of leading bits; negative, less one, for IPv4, so that the two families
 *     never meet
 */
public record IpPrefix(long high, long low, int length) {

  private static final int V4_BITS = 32;
  private static final int V6_BITS = 128;
  private static final int HALF = 64;

  /**
   * Returns the prefix of an address.
   *
   * @param address any address
   * @param v4Bits length of an IPv4 prefix, 0 to 32
   * @param v6Bits length of an IPv6 prefix, 0 to 128
   * @return its prefix
   * @throws IllegalArgumentException if a length is out of range
   */
  public static IpPrefix of(InetAddress address, int v4Bits, int v6Bits) {
    if (v4Bits < 0 || v4Bits > V4_BITS || v6Bits < 0 || v6Bits > V6_BITS) {
      throw new IllegalArgumentException(
          "prefix lengths are 0 to 32 and 0 to 128, not " + v4Bits + " and " + v6Bits);
    }
    byte[] b = IpScope.unwrap(address).getAddress();
    if (b.length == Integer.BYTES) {
      long bits = bits(b, 0, Integer.BYTES);
      return new IpPrefix(0, leading(bits << V4_BITS, v4Bits) >>> V4_BITS, ~v4Bits);
    }
    long high = leading(bits(b, 0, Long.BYTES), Math.min(v6Bits, HALF));
    long low = leading(bits(b, Long.BYTES, 2 * Long.BYTES), Math.max(v6Bits - HALF, 0));
    return new IpPrefix(high, low, v6Bits);
  }

  private static long bits(byte[] b, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << Byte.SIZE | b[i] & 0xff;
    }
    return bits;
  }

  /** Shifts by 64 would be shifts by 0. */
  private static long leading(long bits, int count) {
    return count == 0 ? 0 : bits & -1L << HALF - count;
  }
}
