package io.mosaik.transport.quic;

import io.mosaik.transport.quic.connection.Impairment;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A bad link in front of a real socket: clients talk to it as if it were the server. */
final class UdpRelay implements AutoCloseable {

  private final InetSocketAddress server;
  private final Impairment link;
  private final Random random;
  private final DatagramSocket front;
  private final Map<SocketAddress, DatagramSocket> towardsServer = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();

  UdpRelay(InetSocketAddress server, Impairment link, long seed) throws IOException {
    this.server = server;
    this.link = link;
    this.random = new Random(seed);
    this.front = open();
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    pump(front, this::fromClient);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) front.getLocalSocketAddress();
  }

  /** How many datagrams came in, in both directions. */
  long taken() {
    return taken.get();
  }

  /** How many were handed on, repeated ones included. */
  long delivered() {
    return delivered.get();
  }

  private interface Receiver {
    void receive(DatagramPacket packet) throws IOException;
  }

  private static DatagramSocket open() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(1 << 20);
    return socket;
  }

  private static void pump(DatagramSocket socket, Receiver receiver) {
    Thread thread =
        new Thread(
            () -> {
              while (!socket.isClosed()) {
                try {
                  DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                  socket.receive(packet);
                  receiver.receive(packet);
                } catch (IOException closed) {
                  // as if it had been lost; the loop ends when the socket does
                }
              }
            },
            "test-udp-relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void fromClient(DatagramPacket packet) throws IOException {
    SocketAddress client = packet.getSocketAddress();
    DatagramSocket back = towardsServer.get(client);
    if (back == null) {
      back = open();
      towardsServer.put(client, back);
      pump(back, answer -> hand(answer, front, client));
    }
    hand(packet, back, server);
  }

  private void hand(DatagramPacket packet, DatagramSocket out, SocketAddress to) {
    taken.incrementAndGet();
    List<Impairment.Arrival> arrivals;
    synchronized (random) {
      arrivals = link.arrivalsOf(Arrays.copyOf(packet.getData(), 2048), packet.getLength(), random);
    }
    for (Impairment.Arrival arrival : arrivals) {
      timer.schedule(
          () -> {
            out.send(new DatagramPacket(arrival.bytes(), arrival.bytes().length, to));
            return delivered.incrementAndGet();
          },
          arrival.afterNanos(),
          TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    front.close();
    towardsServer.values().forEach(DatagramSocket::close);
  }
}
