package io.mosaik.dht.guard;

import io.mosaik.dht.routing.AddressScope;
import java.net.InetSocketAddress;

/**
 * Where datagrams come from, as far as limits go: a public IPv4 address or the /64 network of a
 * public IPv6 address, because that is what one host has; on loopback and private networks, where
 * many nodes may share an address, also the port.
 *
 * <p>Immutable. Small, because there may be thousands.
 *
 * @param network the first 64 bits of an IPv6 address; an IPv4 address in the low half, below bits
 *     that no IPv6 network of today begins with
 * @param port 0 for public addresses
 */
record Source(long network, int port) {

  private static final int IPV4_SIZE = 4;
  private static final int NETWORK_SIZE = 8;
  private static final long IPV4 = 0x0000_ffff_0000_0000L;

  static Source of(InetSocketAddress from) {
    byte[] address = from.getAddress().getAddress();
    long network = 0;
    for (int i = 0; i < Math.min(address.length, NETWORK_SIZE); i++) {
      network = network << Byte.SIZE | address[i] & 0xff;
    }
    boolean single = AddressScope.of(from.getAddress()) == AddressScope.PUBLIC;
    return new Source(
        address.length == IPV4_SIZE ? IPV4 | network : network, single ? 0 : from.getPort());
  }

  /** By hand, as is the hash: every datagram asks for both, and records are slower at them. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Source that && network == that.network && port == that.port;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(network) * 31 + port;
  }
}
