package io.mosaik.dht.routing;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * The two kinds of addresses, each of which has a DHT of its own (BEP 32). The IPv4 DHT and the
 * IPv6 DHT tell of each other's nodes, but share nothing else.
 */
public enum AddressFamily {
  /** Four bytes. */
  IPV4,
  /** Sixteen bytes. */
  IPV6;

  /** The family of an address. Java takes an IPv4 address in IPv6 clothes for what it is. */
  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** The other one. */
  public AddressFamily other() {
    return this == IPV4 ? IPV6 : IPV4;
  }

  /** Whether an address is of this family. */
  public boolean contains(InetAddress address) {
    return of(address) == this;
  }
}
