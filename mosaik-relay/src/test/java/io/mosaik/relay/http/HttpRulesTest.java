package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.relay.PkarrRelay;
import io.mosaik.relay.service.MemoryDht;
import io.mosaik.relay.service.Packets;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single rules of RFC 9110 and RFC 9112, over real sockets. */
@Timeout(60)
class HttpRulesTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L, 600);
  private static final String PATH = "/" + PACKET.key();
  private static final String INNER = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

  private final MemoryDht dht = new MemoryDht();
  private final PkarrRelay relay = PkarrRelay.over(dht).unlimited().start();

  @AfterEach
  void close() {
    relay.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expect: something\r\nContent-Length: 100\r\n",
        "Expect: 100-continue\r\nContent-Length: 5000\r\n",
        "Content-Length: 5000\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Content-Length: +5\r\n"
      })
  void theContentOfARefusedRequestIsNotARequest(String fields) throws IOException {
    String head = "PUT " + PATH + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
    String answers = exchange(head + INNER + INNER + INNER);
    assertEquals(1, count(answers, "HTTP/1.1 "), answers);
    assertTrue(answers.startsWith("HTTP/1.1 4") || answers.startsWith("HTTP/1.1 501 "), answers);
    assertTrue(answers.contains("access-control-allow-origin: *"), answers);
    assertTrue(answers.contains("connection: close"), answers);
    String metrics = exchange("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertTrue(metrics.contains("responses_total{method=\"put\",status=\""), metrics);
  }

  @Test
  void anEarlyRefusalWaitsForTheAnswersBefore() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    dht.put(PACKET);
    dht.gate(gate);
    try (Socket socket = connect()) {
      send(
          socket,
          "GET "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\n\r\n"
              + "PUT "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n");
      awaitLookup();
      gate.complete(null);
      String answers = readAll(socket);
      assertTrue(answers.startsWith("http/1.1 200 "), answers);
      assertTrue(answers.indexOf("http/1.1 413 ") > 0, answers);
    }
  }

  @Test
  void whoExpectsToContinueIsToldSoOnceItIsItsTurn() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    dht.put(PACKET);
    dht.gate(gate);
    byte[] body = PACKET.toRelayPayload().toArray();
    try (Socket socket = connect()) {
      send(
          socket,
          "GET "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\n\r\n"
              + "PUT "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close"
              + "\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      awaitLookup();
      gate.complete(null);
      StringBuilder answers = new StringBuilder();
      while (answers.indexOf("100 Continue\r\n\r\n") < 0) {
        int c = socket.getInputStream().read();
        assertTrue(c >= 0, answers::toString);
        answers.append((char) c);
      }
      assertTrue(answers.toString().startsWith("HTTP/1.1 200 "), answers::toString);
      socket.getOutputStream().write(body);
      assertTrue(readAll(socket).startsWith("http/1.1 204 "));
    }
  }

  @Test
  void whoEndsItsSideAfterTheRequestGetsItsAnswerFromTheDht() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    dht.put(PACKET);
    dht.gate(gate);
    try (Socket socket = connect()) {
      send(socket, "GET " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n");
      socket.shutdownOutput();
      awaitLookup();
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
          .execute(() -> gate.complete(null));
      assertTrue(readAll(socket).startsWith("http/1.1 200 "));
    }
  }

  @Test
  void dateIsInEveryAnswer() throws IOException {
    for (String request :
        List.of(
            "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "nonsense\r\n\r\n",
            "GET /health HTTP/1.0\r\n\r\n")) {
      assertTrue(exchange(request).contains("\r\ndate: "), request);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: x\r\nHost: x\r\n", "Host: a b\r\n", "Host: http://x\r\n"})
  void aHostThatIsMissingDoubledOrNoneIsRefused(String host) throws IOException {
    assertTrue(exchange("GET /health HTTP/1.1\r\n" + host + "\r\n").startsWith("HTTP/1.1 400 "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://relay.example/health", "HTTP://x:1/health?a=b", "/health"})
  void absoluteTargetsAreUnderstood(String target) throws IOException {
    String answer =
        exchange("GET " + target + " HTTP/1.1\r\nHost: relay.example\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @Test
  void aLongHostIsAHostAndALongTextThatIsNoneIsRefused() throws IOException {
    String host = "a".repeat(8000);
    String end = "\r\nConnection: close\r\n\r\n";
    String good = exchange("GET /health HTTP/1.1\r\nHost: " + host + end);
    assertTrue(good.startsWith("HTTP/1.1 200 "), good);
    String bad = exchange("GET /health HTTP/1.1\r\nHost: " + host + "/" + end);
    assertTrue(bad.startsWith("HTTP/1.1 400 "), bad);
  }

  @Test
  void requestsThatFollowOneThatWaitsAreNotReadYet() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    dht.put(PACKET);
    dht.gate(gate);
    int requests = 300;
    try (Socket socket = connect()) {
      String all =
          "GET "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(requests)
              + "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      send(socket, all);
      socket.shutdownOutput();
      awaitLookup();
      gate.complete(null);
      String answers = readAll(socket);
      assertEquals(requests + 2, count(answers, "http/1.1 200 "), answers);
    }
  }

  private void awaitLookup() throws InterruptedException {
    for (int i = 0; i < 2000 && dht.lookups() == 0; i++) {
      new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }
    assertEquals(1, dht.lookups());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(relay.localAddress().getAddress(), relay.localAddress().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT);
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      String answer = readAll(socket);
      return answer.startsWith("http/1.1") ? "HTTP/1.1" + answer.substring(8) : answer;
    }
  }

  private static int count(String text, String part) {
    return text.toLowerCase(Locale.ROOT).split(part.toLowerCase(Locale.ROOT), -1).length - 1;
  }
}
