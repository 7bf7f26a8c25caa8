package io.mosaik.cli.render;

import io.mosaik.api.TransportAddress;
import java.net.InetSocketAddress;

/** Socket addresses as options take them. */
public final class Sockets {

  private Sockets() {}

  /**
   * {@code ADDR:PORT}, IPv6 in brackets.
   *
   * @param address a resolved address
   * @return its text
   */
  public static String text(InetSocketAddress address) {
    return new TransportAddress.Ip(address).toString();
  }
}
