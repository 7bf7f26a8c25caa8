package io.mosaik.it.container;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A UDP relay in front of one address that delays each datagram by a random time, so that they
 * overtake each other, and sends some twice: what netem does, where the kernel has none.
 *
 * <p>Thread-safe; one thread per socket reads.
 */
final class SlowPath implements AutoCloseable {

  private static final long SEED = 6_881;
  private static final int DUPLICATED_OF_100 = 10;
  private static final int MAX_DATAGRAM = 2048;

  private final Duration delay;
  private final Duration jitter;
  private final Random random = new Random(SEED);
  private final DatagramSocket front;
  private final Map<InetSocketAddress, DatagramSocket> backs = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger forwarded = new AtomicInteger();

  /** Listens on any address of this host. What comes in before it leads anywhere, waits. */
  SlowPath(Duration delay, Duration jitter) throws IOException {
    this.delay = delay;
    this.jitter = jitter;
    this.front = new DatagramSocket(0, InetAddress.getByAddress(new byte[4]));
  }

  /** Lets it lead somewhere. */
  void leadTo(InetSocketAddress to) {
    read(front, packet -> later(back(addressOf(packet)), copy(packet), to));
  }

  int port() {
    return front.getLocalPort();
  }

  int forwarded() {
    return forwarded.get();
  }

  private interface Receiver {
    void receive(DatagramPacket packet) throws IOException;
  }

  /** Whoever talks to the target has a socket of its own here, to tell the answers apart. */
  private DatagramSocket back(InetSocketAddress client) throws IOException {
    DatagramSocket known = backs.get(client);
    if (known == null) {
      known = new DatagramSocket();
      backs.put(client, known);
      read(known, packet -> later(front, copy(packet), client));
    }
    return known;
  }

  private void later(DatagramSocket from, byte[] bytes, InetSocketAddress to) {
    int copies = random.nextInt(100) < DUPLICATED_OF_100 ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long nanos = delay.toNanos() + (long) (random.nextDouble() * jitter.toNanos());
      try {
        timer.schedule(() -> send(from, bytes, to), nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException closed) {
        return;
      }
    }
  }

  private void send(DatagramSocket from, byte[] bytes, InetSocketAddress to) {
    try {
      from.send(new DatagramPacket(bytes, bytes.length, to));
      forwarded.incrementAndGet();
    } catch (IOException gone) {
      return; // as networks do: nobody hears of it
    }
  }

  private void read(DatagramSocket socket, Receiver receiver) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (true) {
                  DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
                  socket.receive(packet);
                  receiver.receive(packet);
                }
              } catch (SocketException closed) {
                return;
              } catch (IOException e) {
                socket.close();
              }
            },
            "slow path " + socket.getLocalPort());
    reader.setDaemon(true);
    reader.start();
  }

  private static InetSocketAddress addressOf(DatagramPacket packet) {
    return new InetSocketAddress(packet.getAddress(), packet.getPort());
  }

  private static byte[] copy(DatagramPacket packet) {
    return Arrays.copyOfRange(packet.getData(), packet.getOffset(), packet.getLength());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    front.close();
    backs.values().forEach(DatagramSocket::close);
  }

  @Override
  public String toString() {
    return "UDP relay, "
        + delay.toMillis()
        + " to "
        + delay.plus(jitter).toMillis()
        + " ms each way, "
        + DUPLICATED_OF_100
        + " % twice";
  }
}
