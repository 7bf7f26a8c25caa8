package io.mosaik.api;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Text forms of socket addresses, exactly as Rust's standard library reads and writes them. Nothing
 * here looks up a name. An IPv4-mapped IPv6 address stays what it is, which {@link
 * InetAddress#getByAddress(byte[])} would not grant.
 */
final class SocketAddresses {

  static final int IPV4_SIZE = 4;
  static final int IPV6_SIZE = 16;

  private static final int IPV6_GROUPS = 8;

  private SocketAddresses() {}

  static TransportAddress.Ip parse(String text) {
    SocketAddressParser parser = new SocketAddressParser(text);
    return new TransportAddress.Ip(parser.parse());
  }

  static InetAddress inetAddress(byte[] address, int scope) {
    try {
      return address.length == IPV4_SIZE
          ? InetAddress.getByAddress(address)
          : Inet6Address.getByAddress(null, address, scope == 0 ? -1 : scope);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(
          "an IP address has 4 or 16 bytes, not " + address.length, wrongLength);
    }
  }

  /** The same address without a host name, and with a scope only if it has a number. */
  static InetSocketAddress normalise(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    return new InetSocketAddress(
        inetAddress(address.getAddress(), scope(address)), socket.getPort());
  }

  /** The scope id of an IPv6 address, 0 if it has none. */
  static int scope(InetAddress address) {
    return address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
  }

  static String format(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    if (address instanceof Inet4Address) {
      return address.getHostAddress() + ":" + socket.getPort();
    }
    int scope = scope(address);
    return "["
        + formatIpv6(address.getAddress())
        + (scope == 0 ? "" : "%" + scope)
        + "]:"
        + socket.getPort();
  }

  /** RFC 5952: lower case, no leading zeros, the first longest run of zero groups shortened. */
  private static String formatIpv6(byte[] address) {
    if (isIpv4Mapped(address)) {
      return "::ffff:"
          + inetAddress(Arrays.copyOfRange(address, 12, IPV6_SIZE), 0).getHostAddress();
    }
    int[] groups = new int[IPV6_GROUPS];
    for (int i = 0; i < IPV6_GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
    }
    int start = 0;
    int length = 0;
    for (int i = 0, run = 0; i < IPV6_GROUPS; i++) {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > length) {
        length = run;
        start = i + 1 - run;
      }
    }
    return length < 2
        ? join(groups, 0, IPV6_GROUPS)
        : join(groups, 0, start) + "::" + join(groups, start + length, IPV6_GROUPS);
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static boolean isIpv4Mapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }
}
