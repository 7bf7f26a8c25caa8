package io.mosaik.benchmarks;

import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests over a few connections, one after the other on each, for a bounded time. Costs
 * little itself: what is measured is to be the server. Immutable.
 *
 * @param port of the server on loopback
 * @param connections how many, each with a thread
 * @param limit after which no request is begun
 * @param clock tells how long everything takes
 */
record HttpLoad(int port, int connections, Duration limit, MonotonicClock clock) {

  /**
   * What came of it.
   *
   * @param requests how many were answered
   * @param failures how many of them with another status than wanted
   * @param taken from the first to the last
   * @param latencies in nanoseconds, sorted
   */
  record Result(int requests, int failures, Duration taken, long[] latencies) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%6.0f requests/s, p50 %.2f ms, p95 %.2f ms, p99 %.2f ms; %d requests, %d failures",
          requests / (taken.toNanos() / 1e9),
          percentile(50),
          percentile(95),
          percentile(99),
          requests,
          failures);
    }

    double perSecond() {
      return requests / (taken.toNanos() / 1e9);
    }

    private double percentile(int percent) {
      int rank = (int) Math.ceil(latencies.length * percent / 100.0);
      return latencies.length == 0 ? 0 : latencies[Math.max(rank - 1, 0)] / 1e6;
    }
  }

  /** A request as bytes. */
  static byte[] request(String method, String path, byte[] body) {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: relay\r\n"
            + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n")
            + "\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  /**
   * Sends the requests.
   *
   * @param again whether to begin from the start when all have been sent
   * @param wanted the status of success
   */
  Result send(List<byte[]> requests, boolean again, int wanted) throws Exception {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    Deadline begin = clock.now();
    try {
      Callable<List<Long>> connection =
          () -> oneConnection(requests, again, wanted, next, failures, begin);
      List<Future<List<Long>>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        running.add(threads.submit(connection));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> done : running) {
        all.addAll(done.get());
      }
      Duration taken = begin.until(clock.now());
      long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
      return new Result(sorted.length, failures.get(), taken, sorted);
    } finally {
      threads.shutdown();
    }
  }

  private List<Long> oneConnection(
      List<byte[]> requests,
      boolean again,
      int wanted,
      AtomicInteger next,
      AtomicInteger failures,
      Deadline begin)
      throws IOException {
    List<Long> latencies = new ArrayList<>();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = next.getAndIncrement();
          (again || i < requests.size()) && begin.until(clock.now()).compareTo(limit) < 0;
          i = next.getAndIncrement()) {
        Deadline start = clock.now();
        out.write(requests.get(i % requests.size()));
        out.flush();
        if (readResponse(in) != wanted) {
          failures.incrementAndGet();
        }
        latencies.add(start.until(clock.now()).toNanos());
      }
    }
    return latencies;
  }

  private static int readResponse(InputStream in) throws IOException {
    String first = readLine(in);
    int length = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(first.substring(9, 12));
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
