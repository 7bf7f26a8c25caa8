package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.relay.PkarrRelay;
import io.mosaik.relay.service.MemoryDht;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All connections come from the proxy; it alone knows whose they are. */
@Timeout(60)
class BehindAProxyTest {

  private static final int FROM_ONE = 2;

  @Test
  void theProxyHasAsManyConnectionsAsThereAre() throws IOException {
    try (PkarrRelay relay =
        PkarrRelay.over(new MemoryDht())
            .trustProxy("X-Forwarded-For")
            .connections(64, FROM_ONE)
            .start()) {
      List<Socket> open = new ArrayList<>();
      try {
        for (int i = 0; i < 5 * FROM_ONE; i++) {
          Socket socket = connect(relay);
          open.add(socket);
          assertEquals("HTTP/1.1 200 OK", health(socket, "192.0.2." + i), "connection " + i);
        }
      } finally {
        for (Socket socket : open) {
          socket.close();
        }
      }
    }
  }

  private static Socket connect(PkarrRelay relay) throws IOException {
    Socket socket = new Socket(relay.localAddress().getAddress(), relay.localAddress().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String health(Socket socket, String client) throws IOException {
    String request = "GET /health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + client + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return String.valueOf(
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
            .readLine());
  }
}
