package io.mosaik.cli.command;

import io.mosaik.api.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses behind a bound socket: itself, or one per interface for a wildcard. */
final class LocalAddresses {

  private LocalAddresses() {}

  static List<TransportAddress> of(InetSocketAddress bound) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return List.of(new TransportAddress.Ip(bound));
    }
    List<InetAddress> own = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          own.addAll(Collections.list(each.getInetAddresses()));
        }
      }
    } catch (SocketException e) {
      throw CommandFailure.failed("cannot list the network interfaces: " + e.getMessage());
    }
    boolean offline = own.stream().allMatch(InetAddress::isLoopbackAddress);
    return own.stream()
        .filter(address -> address.getAddress().length == bound.getAddress().getAddress().length)
        .filter(address -> offline || !address.isLoopbackAddress())
        .filter(address -> !address.isLinkLocalAddress())
        .<TransportAddress>map(address -> TransportAddress.ip(address, bound.getPort()))
        .toList();
  }
}
