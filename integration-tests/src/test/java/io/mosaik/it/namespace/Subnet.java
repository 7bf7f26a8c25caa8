package io.mosaik.it.namespace;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * 254 private addresses, 10.A.B.1 to 10.A.B.254. Immutable.
 *
 * @param second the A
 * @param third the B
 */
record Subnet(int second, int third) {

  static final int PREFIX_LENGTH = 24;

  private static final int CANDIDATES = 64 * 256;

  /** One that no interface of this machine is in, preferably the one of that number. */
  static Subnet free(int preferred) {
    List<InterfaceAddress> taken = addresses();
    for (int i = 0; i < CANDIDATES; i++) {
      int number = Math.floorMod(preferred + i, CANDIDATES);
      Subnet candidate = new Subnet(128 + number / 256, number % 256);
      if (taken.stream().noneMatch(candidate::overlaps)) {
        return candidate;
      }
    }
    throw new IllegalStateException("every private subnet is taken");
  }

  /** The address of one host. */
  InetAddress host(int number) {
    if (number < 1 || number > 254) {
      throw new IllegalArgumentException("no address for host " + number);
    }
    try {
      return InetAddress.getByAddress(new byte[] {10, (byte) second, (byte) third, (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<InterfaceAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(each -> each.getInterfaceAddresses().stream())
          .filter(address -> address.getAddress() instanceof Inet4Address)
          .toList();
    } catch (SocketException e) {
      throw new IllegalStateException("cannot list the interfaces", e);
    }
  }

  private boolean overlaps(InterfaceAddress other) {
    int shared = Math.min(PREFIX_LENGTH, other.getNetworkPrefixLength());
    int mask = shared == 0 ? 0 : -1 << (32 - shared);
    return (bits(host(1)) & mask) == (bits(other.getAddress()) & mask);
  }

  private static int bits(InetAddress address) {
    int bits = 0;
    for (byte part : address.getAddress()) {
      bits = bits << 8 | part & 0xff;
    }
    return bits;
  }
}
