package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.relay.PkarrRelay;
import io.mosaik.relay.service.MemoryDht;
import io.mosaik.relay.service.Packets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of all kinds over real sockets; whatever they do, the next one is served. */
@Timeout(60)
class HostileClientTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L, 600);
  private static final String PATH = "/" + PACKET.key();

  private final MemoryDht dht = new MemoryDht();
  private final PkarrRelay relay =
      PkarrRelay.over(dht)
          .unlimited()
          .connections(64, 8)
          .requestTimeout(Duration.ofMillis(500))
          .start();

  @AfterEach
  void close() throws IOException {
    assertTrue(
        exchange("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .startsWith("HTTP/1.1 200 OK"),
        "the relay serves no more");
    relay.close();
    relay.close();
  }

  @Test
  void anHonestClientIsServedOnOneConnection() throws IOException {
    byte[] body = PACKET.toRelayPayload().toArray();
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      // The next two do not wait for the answer to the first.
      out.write(
          ("HEAD " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(
          ("GET " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      String all = readAll(socket);
      List<String> heads = all.lines().filter(line -> line.startsWith("HTTP/1.1")).toList();
      assertEquals(List.of("HTTP/1.1 204 No Content", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK"), heads);
      assertTrue(
          all.endsWith(new String(body, StandardCharsets.ISO_8859_1)), "the packet comes last");
      assertEquals(2, all.split("content-length: " + body.length, -1).length - 1, all);
    }
    assertEquals(Optional.of(PACKET), dht.stored(PACKET.key()));
  }

  @Test
  void aBodyMayComeLaterThanItsHead() throws IOException {
    byte[] body = PACKET.toRelayPayload().toArray();
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 3; i++) {
        out.write(
            ("HEAD " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        String head = readHead(socket);
        assertTrue(head.startsWith("HTTP/1.1 "), head);
        out.write(
            ("PUT " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        for (int at = 0; at < body.length; at += 50) {
          out.write(body, at, Math.min(50, body.length - at));
        }
        assertTrue(readHead(socket).startsWith("HTTP/1.1 204 "));
      }
    }
  }

  @Test
  void manyRequestsAtOnceAreAnsweredInOrder() throws IOException {
    int requests = 500;
    try (Socket socket = connect()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < requests; i++) {
        String target = i % 2 == 0 ? PATH : "/health";
        boolean last = i == requests - 1;
        all.append("HEAD ").append(target).append(" HTTP/1.1\r\nHost: x\r\n");
        all.append(last ? "Connection: close\r\n\r\n" : "\r\n");
      }
      socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.ISO_8859_1));
      List<String> statuses =
          readAll(socket).lines().filter(line -> line.startsWith("HTTP/1.1")).toList();
      assertEquals(requests, statuses.size());
      for (int i = 0; i < requests; i++) {
        assertEquals(i % 2 == 0 ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK", statuses.get(i));
      }
    }
  }

  @Test
  void aBodyThatIsAnnouncedToBeTooLargeIsRefusedUnread() throws IOException {
    String answer =
        exchange("PUT " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(
        answer.contains("access-control-allow-origin: *")
            || answer.contains("Access-Control-Allow-Origin: *"),
        answer);
  }

  @Test
  void aBodyThatTurnsOutToBeTooLargeIsCutOff() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT " + PATH + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      try {
        for (int i = 0; i < 100_000; i++) {
          out.write(chunk);
        }
        throw new AssertionError("100 MB were taken");
      } catch (SocketException cutOff) {
        assertTrue(socket.isConnected());
      }
    }
  }

  @Test
  void whoExpectsToContinueWithTooMuchIsRefused() throws IOException {
    String answer =
        exchange(
            "PUT "
                + PATH
                + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n"
                + "Content-Length: 5000\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void aRequestThatComesByteByByteEndsInTime() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET /slow".getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(-1, socket.getInputStream().read());
    }
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              ("PUT " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
                  .getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void whoConnectsAndSaysNothingIsShownOut() throws IOException {
    try (Socket socket = connect()) {
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void oneAddressGetsSoManyConnections() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        sockets.add(connect());
      }
      int refused = 0;
      for (Socket socket : sockets) {
        socket.setSoTimeout(10_000);
        try {
          refused += socket.getInputStream().read() == -1 ? 1 : 0;
        } catch (SocketException reset) {
          refused++;
        }
      }
      assertEquals(12, refused, "four at once, and the others when their time is over");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void headersWithoutEndAreRefused() throws IOException {
    String answer =
        exchange("GET / HTTP/1.1\r\nHost: x\r\n" + "X-More: of the same\r\n".repeat(2000) + "\r\n");
    assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 431 "), answer);
    String longTarget = exchange("GET /" + "y".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertTrue(longTarget.isEmpty() || longTarget.startsWith("HTTP/1.1 4"), longTarget);
  }

  @Test
  void aResponseIsNotSplitByWhatWasAsked() throws IOException {
    String answer =
        exchange("GET /%0d%0aX-Evil:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertTrue(!answer.contains("X-Evil"), answer);
  }

  @Test
  @Tag("fuzz")
  void noiseIsSurvived() throws IOException {
    long seed = 3;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      byte[] start =
          random.nextBoolean()
              ? ("PUT " + PATH + " HTTP/1.1\r\n").getBytes(StandardCharsets.ISO_8859_1)
              : noise;
      try (Socket socket = connect()) {
        socket.getOutputStream().write(start);
        socket.getOutputStream().write(noise);
        socket.shutdownOutput();
        readAll(socket);
      } catch (SocketException reset) {
        assertTrue(round >= 0, "seed " + seed);
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(relay.localAddress().getAddress(), relay.localAddress().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return readAll(socket);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new AssertionError("the connection ended after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static String readAll(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] part = new byte[4096];
    try {
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        all.write(part, 0, n);
      }
    } catch (SocketException reset) {
      // What came before the reset is the answer.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
