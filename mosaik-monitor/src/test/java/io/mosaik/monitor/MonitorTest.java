package io.mosaik.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.metrics.Metric;
import io.mosaik.monitor.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The HTTP port as scrapers and hostile clients see it, over real sockets on loopback. */
class MonitorTest {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final HttpServer.Limits SHORT =
      new HttpServer.Limits(8, Duration.ofMillis(300), Duration.ofMillis(600));

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Answer to a request, as it came. */
  private record Answer(int status, Map<String, String> headers, byte[] body) {

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void noThreadIsLeft() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    Set<String> left = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("mosaik-")) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    assertEquals(Set.of(), left);
  }

  @Test
  void metricsAreServedInTheFormatOfPrometheus() throws Exception {
    Monitor monitor = start(Monitor.builder());
    monitor.registry().register(() -> List.of(Metric.counter("a_total", "A", () -> 7)));
    Answer answer = get(monitor, "/metrics");
    assertEquals(200, answer.status());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().get("content-type"));
    Map<String, Double> samples = PrometheusParser.parse(answer.body()).samples();
    assertEquals(7, samples.get("a_total"));
    assertTrue(samples.get("jvm_memory_used_bytes{area=\"heap\"}") > 0, samples::toString);
    assertTrue(samples.get("process_start_time_seconds") > 1.6e9, samples::toString);
  }

  @Test
  void readinessNamesTheReasons() throws Exception {
    Monitor monitor = start(Monitor.builder());
    assertEquals(200, get(monitor, "/ready").status());
    AtomicReference<Optional<String>> reason =
        new AtomicReference<>(Optional.of("no node\nanswers"));
    monitor.registry().registerCheck("dht", reason::get);
    Answer unready = get(monitor, "/ready");
    assertEquals(503, unready.status());
    assertEquals("not ready\ndht: not ready: no node answers\n", unready.text());
    assertEquals(200, get(monitor, "/health").status(), "alive all the same");
    reason.set(Optional.empty());
    Answer ready = get(monitor, "/ready");
    assertEquals(200, ready.status());
    assertEquals("ready\ndht: ready\n", ready.text());
  }

  @Test
  void headHasTheLengthAndNoBody() throws Exception {
    Monitor monitor = start(Monitor.builder());
    Answer head = exchange(monitor, "HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(200, head.status());
    assertEquals("3", head.headers().get("content-length"));
    assertEquals(0, head.body().length);
  }

  @Test
  void everyAnswerHasADateAndIsNotStored() throws Exception {
    Monitor monitor = start(Monitor.builder());
    Map<String, String> headers = get(monitor, "/nothing").headers();
    assertTrue(
        headers.get("date").matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT"),
        headers::toString);
    assertEquals("no-store", headers.get("cache-control"));
    assertEquals("nosniff", headers.get("x-content-type-options"));
    assertEquals(Optional.empty(), Optional.ofNullable(headers.get("access-control-allow-origin")));
  }

  @Test
  void whatIsNotUnderstoodIsRefused() throws Exception {
    Monitor monitor = start(Monitor.builder());
    String host = "Host: x\r\n";
    Map<String, Integer> refusals =
        Map.ofEntries(
            Map.entry("GET /nothing HTTP/1.1\r\n" + host + "\r\n", 404),
            Map.entry("GET /health/ HTTP/1.1\r\n" + host + "\r\n", 404),
            Map.entry("GET /%68ealth HTTP/1.1\r\n" + host + "\r\n", 404),
            Map.entry("OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 405),
            Map.entry("DELETE /health HTTP/1.1\r\n" + host + "\r\n", 405),
            Map.entry("GET /health HTTP/1.1\r\n\r\n", 400),
            Map.entry("GET /health HTTP/1.1\r\n" + host + host + "\r\n", 400),
            Map.entry("GET /health HTTP/2.0\r\n" + host + "\r\n", 505),
            Map.entry("GET /health HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello", 413),
            Map.entry(
                "GET /health HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                413),
            Map.entry("hello\r\n\r\n", 400),
            Map.entry("GET /health HTTP/1.1\r\nHost : x\r\n\r\n", 400),
            Map.entry("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n" + host + "\r\n", 414),
            Map.entry(
                "GET /health HTTP/1.1\r\n" + host + "X: " + "x".repeat(20_000) + "\r\n\r\n", 431));
    for (Map.Entry<String, Integer> refusal : refusals.entrySet()) {
      Answer answer = exchange(monitor, refusal.getKey());
      assertEquals(refusal.getValue(), answer.status(), () -> quote(refusal.getKey()));
      assertEquals("close", answer.headers().get("connection"));
    }
    assertEquals(
        "GET, HEAD",
        exchange(monitor, "PUT /health HTTP/1.1\r\n" + host + "\r\n").headers().get("allow"));
  }

  @Test
  void targetsMayBeAbsoluteAndHaveAQuery() throws Exception {
    Monitor monitor = start(Monitor.builder());
    assertEquals(200, get(monitor, "http://example.org/health?verbose=1").status());
    assertEquals(200, get(monitor, "/health?x").status());
    assertEquals(200, exchange(monitor, "GET /health HTTP/1.0\r\n\r\n").status());
    assertEquals(404, get(monitor, "ftp://example.org/health").status());
    assertEquals(404, get(monitor, "/%zz").status());
  }

  @Test
  void oneConnectionGetsOneAnswerWhateverFollows() throws Exception {
    Monitor monitor = start(Monitor.builder());
    String one = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    byte[] all = raw(monitor, (one + one + one).getBytes(StandardCharsets.US_ASCII), true);
    assertEquals(1, count(all, "HTTP/1.1 "));
    String smuggling =
        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: " + one.length() + "\r\n\r\n" + one;
    all = raw(monitor, smuggling.getBytes(StandardCharsets.US_ASCII), true);
    assertEquals(1, count(all, "HTTP/1.1 "));
  }

  @Test
  void aClientThatClosesItsSideAfterTheRequestIsAnswered() throws Exception {
    Monitor monitor = start(Monitor.builder());
    byte[] request = "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(200, parse(raw(monitor, request, true)).status());
  }

  @Test
  void halfARequestEndsWithItsTime() throws Exception {
    Monitor monitor = start(Monitor.builder().limits(SHORT));
    for (String half : List.of("", "GET /hea", "GET /health HTTP/1.1\r\nHost: x\r\n")) {
      byte[] all = raw(monitor, half.getBytes(StandardCharsets.US_ASCII), false);
      assertArrayEquals(new byte[0], all, () -> quote(half));
    }
    assertEquals(200, get(monitor, "/health").status());
  }

  @Test
  void aDripOfBytesEndsWithTheTimeOfTheWholeRequest() throws Exception {
    Monitor monitor = start(Monitor.builder().limits(SHORT));
    Thread dripping;
    try (Socket socket = connect(monitor)) {
      dripping = new Thread(() -> drip(socket), "drip");
      dripping.start();
      assertArrayEquals(new byte[0], readAll(socket));
    }
    dripping.join(TIMEOUT_MILLIS);
    assertEquals(200, get(monitor, "/health").status());
  }

  /** Writes a byte every few milliseconds until the other side has had enough. */
  private static void drip(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write('x');
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Test
  void idleConnectionsGiveWayToNewOnes() throws Exception {
    Monitor monitor =
        start(
            Monitor.builder()
                .limits(new HttpServer.Limits(4, Duration.ofSeconds(60), Duration.ofSeconds(60))));
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Socket socket = connect(monitor);
      opened.add(socket);
      idle.add(socket);
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(200, get(monitor, "/health").status(), "with " + idle.size() + " idle ones");
    }
    assertEquals(-1, idle.get(0).getInputStream().read(), "the oldest one was closed");
  }

  @Test
  void aSourceThatHangsDelaysOnlyThoseWhoAskForIt() throws Exception {
    Monitor monitor = start(Monitor.builder().limits(SHORT));
    CountDownLatch release = new CountDownLatch(1);
    monitor
        .registry()
        .registerCheck(
            "hanging",
            () -> {
              try {
                release.await();
              } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
              }
              return Optional.empty();
            });
    try (Socket waiting = connect(monitor)) {
      waiting
          .getOutputStream()
          .write("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(200, get(monitor, "/health").status());
      assertArrayEquals(new byte[0], readAll(waiting), "its time is over");
    } finally {
      release.countDown();
    }
    assertEquals(200, get(monitor, "/ready").status());
  }

  @Test
  void slowMetricsDoNotDelayReadiness() throws Exception {
    Monitor monitor = start(Monitor.builder());
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean(); // registering reads it, too
    monitor
        .registry()
        .register(
            () -> {
              if (slow.get()) {
                asked.countDown();
                awaitQuietly(release);
              }
              return List.of();
            });
    slow.set(true);
    try (Socket waiting = connect(monitor)) {
      waiting
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      asked.await();
      assertEquals(200, get(monitor, "/ready").status());
    } finally {
      release.countDown();
    }
  }

  @Test
  void aLargeAnswerArrivesWhole() throws Exception {
    Monitor monitor = start(Monitor.builder().jvmMetrics(false));
    List<Metric> many = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      many.add(Metric.gauge("a", "", "A", () -> 1).withLabel("peer", "number-" + i));
    }
    monitor.registry().register(() -> many);
    Answer answer = get(monitor, "/metrics");
    assertEquals(Integer.toString(answer.body().length), answer.headers().get("content-length"));
    assertEquals(50_001, PrometheusParser.parse(answer.body()).samples().size());
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsAddressAndTheCause() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Monitor.Builder builder =
          Monitor.builder()
              .bind(new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()));
      UncheckedIOException failure = assertThrows(UncheckedIOException.class, builder::start);
      assertTrue(
          failure.getMessage().contains("127.0.0.1:" + taken.getLocalPort() + ": "),
          failure::getMessage);
      assertTrue(
          failure.getMessage().toLowerCase(Locale.ROOT).contains("in use"), failure::getMessage);
    }
  }

  @Test
  void closingEndsConnectionsAndMayBeRepeated() throws Exception {
    Monitor monitor = start(Monitor.builder());
    try (Socket idle = connect(monitor)) {
      assertEquals(200, get(monitor, "/health").status()); // the idle one was accepted before
      monitor.close();
      monitor.close();
      assertEquals(-1, idle.getInputStream().read());
    }
    assertThrows(IOException.class, () -> connect(monitor));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private Monitor start(Monitor.Builder builder) {
    Monitor monitor = builder.start();
    opened.add(0, monitor);
    return monitor;
  }

  private static Answer get(Monitor monitor, String target) throws IOException {
    return exchange(monitor, "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  private static Answer exchange(Monitor monitor, String request) throws IOException {
    return parse(raw(monitor, request.getBytes(StandardCharsets.UTF_8), false));
  }

  /** Sends bytes, reads until the server closes. */
  private static byte[] raw(Monitor monitor, byte[] request, boolean closeOurSide)
      throws IOException {
    try (Socket socket = connect(monitor)) {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      if (closeOurSide) {
        socket.shutdownOutput();
      }
      return readAll(socket);
    }
  }

  private static Socket connect(Monitor monitor) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(monitor.localAddress(), TIMEOUT_MILLIS);
    return socket;
  }

  private static byte[] readAll(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (SocketException reset) {
      return all.toByteArray();
    }
    return all.toByteArray();
  }

  private static Answer parse(byte[] all) {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    assertTrue(end > 0, () -> "no answer: " + quote(text));
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (String line : List.of(lines).subList(1, lines.length)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = Arrays.copyOfRange(all, end + 4, all.length);
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, body);
  }

  private static int count(byte[] all, String what) {
    return new String(all, StandardCharsets.ISO_8859_1).split(what, -1).length - 1;
  }

  private static String quote(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return shown.replace("\r", "\\r").replace("\n", "\\n");
  }
}
