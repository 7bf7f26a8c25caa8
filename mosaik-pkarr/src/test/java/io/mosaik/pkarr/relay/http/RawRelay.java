package io.mosaik.pkarr.relay.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A relay that does with its connections whatever a test wants, byte by byte. Every connection has
 * a thread of its own and serves one request.
 */
final class RawRelay implements AutoCloseable {

  /** What to do once a request has been read. */
  interface Script {

    void answer(String request, OutputStream out) throws IOException;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Script script;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  RawRelay(Script script) throws IOException {
    this.script = script;
    Thread thread = new Thread(this::accept, "raw-relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers every request with the same bytes. */
  static RawRelay saying(byte[] response) throws IOException {
    return new RawRelay((request, out) -> out.write(response));
  }

  static byte[] response(String head, byte[] body) {
    byte[] start =
        ("HTTP/1.1 " + head + "\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The request lines so far. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread thread = new Thread(() -> serve(socket), "raw-relay-connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String request = readHead(socket.getInputStream());
      requests.add(request);
      script.answer(request, socket.getOutputStream());
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException theClientHadEnough) {
      // That is what most of these tests want.
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 1);
    StringBuilder head = new StringBuilder();
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }
}
