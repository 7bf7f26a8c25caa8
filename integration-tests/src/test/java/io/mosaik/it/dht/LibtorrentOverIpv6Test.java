package io.mosaik.it.dht;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;

/** The same over IPv6 (BEP 32), of which a machine has one address to itself. */
class LibtorrentOverIpv6Test extends LibtorrentTest {

  private static final InetAddress LOOPBACK = InetAddresses.forString("::1");

  @Override
  InetAddress host(Loopback network, int index) {
    return LOOPBACK;
  }
}
