package io.mosaik.it.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.transport.quic.QuicConnectionHandle;
import io.mosaik.transport.quic.QuicEndpoint;
import io.mosaik.transport.quic.QuicStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Returns what comes on each stream, until its end; also as a program, which can be killed and
 * started again. Thread-safe by having no state.
 */
final class Echo {

  private static final int CHUNK = 64 * 1024;

  private Echo() {}

  /** Serves until it is killed. Arguments: secret key in hexadecimal digits, port. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    QuicEndpoint endpoint =
        QuicEndpoint.builder(KeyPair.ofSeed(Bytes.fromHex(arguments[0])))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .handshakeTimeout(Duration.ofSeconds(60)) // the first one in a new process
            .protocol(IrohProgram.ECHO, Echo::serve)
            .start()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    System.out.printf(Locale.ROOT, "{\"event\":\"listening\",\"port\":%d}%n", endpoint.port());
    new CountDownLatch(1).await();
  }

  /** Serves one connection. */
  static void serve(QuicConnectionHandle connection) {
    connection
        .acceptBidirectional()
        .thenAccept(
            stream -> {
              serve(connection);
              copy(stream);
            });
  }

  /** Sends the bytes on a stream of its own and returns what comes back until its end. */
  static CompletableFuture<Bytes> returned(QuicConnectionHandle connection, Bytes data) {
    return connection
        .openBidirectional()
        .thenCompose(
            stream -> {
              CompletableFuture<Bytes> all = new CompletableFuture<>();
              readAll(stream, new ByteArrayOutputStream(), all);
              stream.write(data);
              stream.finish();
              return all;
            })
        .toCompletableFuture();
  }

  private static void copy(QuicStream stream) {
    stream
        .read(CHUNK)
        .thenAccept(
            data -> {
              if (data.isEmpty()) {
                stream.finish();
              } else {
                stream.write(data.get()).thenRun(() -> copy(stream));
              }
            });
  }

  private static void readAll(
      QuicStream stream, ByteArrayOutputStream into, CompletableFuture<Bytes> all) {
    stream
        .read(CHUNK)
        .whenComplete(
            (data, failure) -> {
              if (failure != null) {
                all.completeExceptionally(failure);
              } else if (data.isEmpty()) {
                all.complete(Bytes.of(into.toByteArray()));
              } else {
                into.writeBytes(data.get().toArray());
                readAll(stream, into, all);
              }
            });
  }
}
