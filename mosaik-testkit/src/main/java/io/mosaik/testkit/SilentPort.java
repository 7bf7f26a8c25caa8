package io.mosaik.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A port of loopback that takes datagrams and connections and never says a word. */
final class SilentPort implements AutoCloseable {

  private static final int ATTEMPTS = 100;

  private final ServerSocket tcp;
  private final DatagramSocket udp;

  private SilentPort(ServerSocket tcp, DatagramSocket udp) {
    this.tcp = tcp;
    this.udp = udp;
  }

  static SilentPort open() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int i = 0; i < ATTEMPTS; i++) {
      ServerSocket tcp = new ServerSocket(0, 10, loopback);
      try {
        return new SilentPort(tcp, new DatagramSocket(tcp.getLocalPort(), loopback));
      } catch (IOException taken) {
        tcp.close(); // somebody has the same port for UDP: try another
      }
    }
    throw new IOException("no port is free for both TCP and UDP on " + loopback);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
