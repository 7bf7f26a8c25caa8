package io.mosaik.api;

import java.net.InetSocketAddress;

/** Text forms of socket addresses, as Rust reads and writes them. */
final class SocketAddresses {

  private SocketAddresses() {}

  static TransportAddress.Ip parse(String text) {
    throw new UnsupportedOperationException("TODO " + text);
  }

  static String format(InetSocketAddress socket) {
    throw new UnsupportedOperationException("TODO " + socket);
  }
}
