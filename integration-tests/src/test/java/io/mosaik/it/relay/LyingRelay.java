package io.mosaik.it.relay;

import io.mosaik.api.SignedPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A relay that answers every request with one and the same packet, whichever was asked for. */
final class LyingRelay implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] answer;

  LyingRelay(SignedPacket lie) throws IOException {
    byte[] body = lie.toRelayPayload().toArray();
    byte[] head =
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    answer = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, answer, head.length, body.length);
    Thread thread = new Thread(this::serve, "lying-relay");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve() {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[4096]); // the whole request, as small as it is
          socket.getOutputStream().write(answer);
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }
}
