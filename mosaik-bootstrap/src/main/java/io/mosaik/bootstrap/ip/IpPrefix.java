package io.mosaik.bootstrap.ip;

import io.mosaik.api.Bytes;
import java.net.InetAddress;

/**
 * The part of an IP address that one customer usually has to himself: /24 of IPv4, /64 of IPv6.
 *
 * <p>Immutable.
 *
 * @param bytes the first 3 or 8 bytes
 */
public record IpPrefix(Bytes bytes) {

  private static final int V4_BYTES = 3;
  private static final int V6_BYTES = 8;

  /**
   * The prefix of an address, or of the IPv4 address inside it.
   *
   * @param address any address
   * @return its prefix
   */
  public static IpPrefix of(InetAddress address) {
    byte[] target = IpScope.unwrap(address).getAddress();
    return new IpPrefix(Bytes.of(target, 0, target.length == 4 ? V4_BYTES : V6_BYTES));
  }
}
