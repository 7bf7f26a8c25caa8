package io.mosaik.dht.node.net;

import com.google.common.net.HostAndPort;
import java.net.InetSocketAddress;
import java.util.List;

/** Where to enter the public DHT, and how people write where to enter another one. */
public final class BootstrapNames {

  /** The names that mainline and pkarr start from. */
  public static final List<InetSocketAddress> PUBLIC =
      List.of(
          InetSocketAddress.createUnresolved("router.bittorrent.com", 6881),
          InetSocketAddress.createUnresolved("dht.transmissionbt.com", 6881),
          InetSocketAddress.createUnresolved("dht.libtorrent.org", 25401),
          InetSocketAddress.createUnresolved("relay.pkarr.org", 6881));

  private BootstrapNames() {}

  /**
   * Reads {@code HOST:PORT}, without resolving it.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static InetSocketAddress parse(String text) {
    HostAndPort parsed = HostAndPort.fromString(text.trim());
    if (!parsed.hasPort() || parsed.getPort() == 0 || parsed.getHost().isEmpty()) {
      throw new IllegalArgumentException("a node is given as HOST:PORT, not as \"" + text + "\"");
    }
    return InetSocketAddress.createUnresolved(parsed.getHost(), parsed.getPort());
  }
}
