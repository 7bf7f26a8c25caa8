package io.mosaik.it.quic;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;

/**
 * Passes datagrams on between one client and a server on loopback, and can drop what the server
 * answers.
 *
 * <p>Thread-safe by its monitor.
 */
final class Valve implements AutoCloseable {

  private static final int MAX_DATAGRAM = 2_048;

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final int serverPort;
  private final DatagramSocket clientSide;
  private final DatagramSocket serverSide;
  private int clientPort;
  private boolean dropsAnswers;

  private Valve(int serverPort) throws SocketException {
    this.serverPort = serverPort;
    this.clientSide = new DatagramSocket(0, loopback);
    this.serverSide = new DatagramSocket(0, loopback);
  }

  /** An open valve before the server. */
  static Valve to(int serverPort) throws SocketException {
    Valve valve = new Valve(serverPort);
    start(valve::passQuestions);
    start(valve::passAnswers);
    return valve;
  }

  /** Where clients go instead of to the server. */
  int port() {
    return clientSide.getLocalPort();
  }

  /** Whether to drop what the server answers. */
  synchronized void dropAnswers(boolean drop) {
    dropsAnswers = drop;
  }

  private void passQuestions() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (receive(clientSide, packet)) {
      synchronized (this) {
        clientPort = packet.getPort();
      }
      send(serverSide, packet, serverPort);
    }
  }

  private void passAnswers() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (receive(serverSide, packet)) {
      int target;
      synchronized (this) {
        if (dropsAnswers) {
          continue;
        }
        target = clientPort;
      }
      send(clientSide, packet, target);
    }
  }

  private static boolean receive(DatagramSocket socket, DatagramPacket packet) {
    packet.setLength(MAX_DATAGRAM);
    try {
      socket.receive(packet);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private void send(DatagramSocket socket, DatagramPacket packet, int port) {
    try {
      socket.send(new DatagramPacket(packet.getData(), packet.getLength(), loopback, port));
    } catch (IOException unreachable) {
      // As lost as on any network.
      return;
    }
  }

  private static void start(Runnable loop) {
    Thread thread = new Thread(loop, "valve");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    clientSide.close();
    serverSide.close();
  }
}
