package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.relay.PkarrRelay;
import io.mosaik.relay.service.MemoryDht;
import io.mosaik.relay.service.Packets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay that is closed while it has things to do. */
@Timeout(60)
class ClosingTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L, 600);

  private final MemoryDht dht = new MemoryDht();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @Test
  void whoHasAskedIsAnsweredAndWhoHasNotIsShownOut() throws Exception {
    dht.put(PACKET);
    dht.gate(gate);
    PkarrRelay relay = PkarrRelay.over(dht).unlimited().start();
    try (Socket asking = connect(relay);
        Socket idle = connect(relay)) {
      send(idle, "/health");
      assertEquals('H', idle.getInputStream().read());
      send(asking, "/" + PACKET.key());
      awaitLookup();

      CompletableFuture<Void> closing = CompletableFuture.runAsync(relay::close);
      idle.getInputStream().readAllBytes(); // to its end, while the other one waits
      assertEquals(-1, lateAnswer(relay));
      gate.complete(null);

      String answer =
          new String(asking.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
      assertTrue(answer.contains("connection: close"), answer);
      closing.get(10, TimeUnit.SECONDS);
    } finally {
      relay.close();
    }
  }

  /** The system may take a connection for a moment more, but nobody serves it. */
  private static int lateAnswer(PkarrRelay relay) {
    try (Socket late = connect(relay)) {
      late.setSoTimeout(10_000);
      send(late, "/health");
      return late.getInputStream().read();
    } catch (SocketException refusedOrReset) {
      return -1;
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private void awaitLookup() throws InterruptedException {
    for (int i = 0; i < 1000 && dht.lookups() == 0; i++) {
      new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }
    assertEquals(1, dht.lookups());
  }

  private static Socket connect(PkarrRelay relay) throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.localAddress().getPort()));
    return socket;
  }

  private static void send(Socket socket, String target) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
