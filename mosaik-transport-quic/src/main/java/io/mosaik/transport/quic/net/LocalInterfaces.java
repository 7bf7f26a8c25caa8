package io.mosaik.transport.quic.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine, for sockets that are bound to all of them. Stateless. */
public final class LocalInterfaces {

  private static final Logger LOGGER = LoggerFactory.getLogger(LocalInterfaces.class);

  private LocalInterfaces() {}

  /**
   * The concrete addresses at which a socket can be reached.
   *
   * @param bound where it is bound
   * @return itself; or for a wildcard the addresses of all interfaces that are up, loopback only if
   *     there is no other
   */
  public static List<InetSocketAddress> reachableAt(InetSocketAddress bound) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return List.of(bound);
    }
    List<InetSocketAddress> loopback = new ArrayList<>();
    List<InetSocketAddress> others = new ArrayList<>();
    for (InetAddress address : all()) {
      boolean usable =
          !address.isLinkLocalAddress() && !address.isMulticastAddress() && speaks(bound, address);
      if (usable) {
        (address.isLoopbackAddress() ? loopback : others)
            .add(new InetSocketAddress(address, bound.getPort()));
      }
    }
    return others.isEmpty() ? loopback : others;
  }

  /** A wildcard of IPv4 takes IPv4 only, one of IPv6 takes both. */
  private static boolean speaks(InetSocketAddress bound, InetAddress address) {
    return bound.getAddress() instanceof java.net.Inet6Address
        || address instanceof java.net.Inet4Address;
  }

  private static List<InetAddress> all() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LocalInterfaces::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .toList();
    } catch (SocketException unknown) {
      LOGGER.debug("cannot list the interfaces: {}", String.valueOf(unknown));
      return List.of();
    }
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }
}
