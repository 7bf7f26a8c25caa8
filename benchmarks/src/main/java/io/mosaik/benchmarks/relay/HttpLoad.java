package io.mosaik.benchmarks.relay;

import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends requests over so many connections that are kept open, one at a time on each, from the
 * calling thread. Costs as little as it can: what is measured is to be the server.
 *
 * <p>Confined to one thread.
 */
final class HttpLoad implements AutoCloseable {

  /** If nobody has answered for so long, nobody will: what is under way has failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MonotonicClock clock;
  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();

  private List<byte[]> requests = List.of();
  private int wanted;
  private int next;
  private int most;
  private Deadline end = Deadline.NEVER;
  private int underWay;
  private int failures;
  private int answered;
  private long[] latencies = new long[1 << 16];

  HttpLoad(int port, int connections, MonotonicClock clock) throws IOException {
    this.clock = clock;
    for (int i = 0; i < connections; i++) {
      this.connections.add(new Connection(port));
    }
  }

  /** Requests that have been made up, but not sent. */
  interface Sending {

    /** Sends them until all are sent, or that time is over. */
    Sample forAtMost(Duration limit) throws IOException;
  }

  /** What {@link #send} does, later. */
  Sending of(List<byte[]> all, int status, int count) {
    return limit -> send(all, status, count, limit);
  }

  /**
   * Sends requests, from the start again when all have been sent.
   *
   * @param wanted the status of success
   * @param most so many at the most
   * @param limit after which no request is begun
   */
  Sample send(List<byte[]> requests, int wanted, int most, Duration limit) throws IOException {
    this.requests = requests;
    this.wanted = wanted;
    this.most = most;
    next = 0;
    failures = 0;
    answered = 0;
    long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Deadline begin = clock.now();
    end = begin.plus(limit);
    for (Connection connection : connections) {
      connection.ask(begin);
    }
    while (underWay > 0 && selector.select(this::ready, PATIENCE.toMillis()) > 0) {
      // Goes on until all are answered, or nobody answers any more.
    }
    failures += underWay;
    return new Sample(
        failures,
        begin.until(clock.now()),
        Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor),
        Arrays.copyOf(latencies, answered));
  }

  private void ready(SelectionKey key) {
    try {
      ((Connection) key.attachment()).read();
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }

  private void record(int status, long nanos) {
    if (status != wanted) {
      failures++;
    }
    if (answered == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * answered);
    }
    latencies[answered++] = nanos;
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.socket.close();
    }
    selector.close();
  }

  /** A response must fit in the buffer, which those of a relay do. */
  private final class Connection {

    private final SocketChannel socket;
    private final ByteBuffer response = ByteBuffer.allocateDirect(8192);
    private Deadline asked = Deadline.NEVER;

    Connection(int port) throws IOException {
      socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ, this);
    }

    void ask(Deadline now) throws IOException {
      if (next >= most || end.hasPassed(now)) {
        return;
      }
      ByteBuffer request = ByteBuffer.wrap(requests.get(next++ % requests.size()));
      asked = now;
      underWay++;
      socket.write(request);
      if (request.hasRemaining()) {
        throw new IOException("a small request does not fit into the socket's buffer");
      }
    }

    void read() throws IOException {
      if (socket.read(response) < 0) {
        throw new IOException("the server closed a connection");
      }
      int status = HttpResponse.statusIfWhole(response);
      if (status == HttpResponse.INCOMPLETE) {
        return;
      }
      response.clear();
      Deadline now = clock.now();
      underWay--;
      record(status, asked.until(now).toNanos());
      ask(now);
    }
  }
}
