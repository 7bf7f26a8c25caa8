package io.mosaik.it.dht;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Addresses of this machine's own network, 127.0.0.0/8, so that each node has one to itself: nodes
 * of other people count nodes, and limit queries, by address.
 */
enum Loopback {
  /** Servers of ours. */
  OURS(1),
  /** Servers of theirs. */
  THEIRS(2),
  /** Nodes of ours among theirs. */
  OUR_GUESTS(3),
  /** Nodes of theirs among ours. */
  THEIR_GUESTS(4);

  private final int second;

  Loopback(int second) {
    this.second = second;
  }

  /** One address of the network, by number from 0. */
  InetAddress host(int index) {
    return InetAddresses.forString("127." + second + ".0." + (index + 1));
  }

  /** {@code HOST:PORT}, with the host in brackets if it is an IPv6 address. */
  static String text(InetSocketAddress address) {
    return InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort();
  }

  /** The reverse of {@link #text}. */
  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddresses.forUriString(text.substring(0, colon)),
        Integer.parseInt(text.substring(colon + 1)));
  }
}
