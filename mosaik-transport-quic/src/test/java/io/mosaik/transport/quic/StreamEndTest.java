package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No byte gets lost at the end of a stream or connection, nor when a caller gives up waiting. */
class StreamEndTest {

  private static final String ALPN = "/mosaik/test/1";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Random random = new Random(20);
  private final List<QuicEndpoint> endpoints = new ArrayList<>();
  private final CompletableFuture<QuicConnectionHandle> accepted = new CompletableFuture<>();
  private final byte[] data = new byte[6 << 20];

  @AfterEach
  void closeAll() {
    endpoints.forEach(QuicEndpoint::close);
  }

  @Test
  void aDeliveredStreamSurvivesTheCloseThatFollows() throws Exception {
    QuicConnectionHandle client = connect();
    CompletableFuture<Bytes> received = receive();
    QuicStream stream = writeAll(client);

    get(stream.finish());
    get(stream.delivered());
    client.close(7, "done");

    assertEquals(Bytes.of(data), get(received));
  }

  @Test
  void aGracefulCloseWaitsForFinishedAndUnfinishedStreams() throws Exception {
    QuicConnectionHandle client = connect();
    CompletableFuture<Bytes> received = receive();
    QuicStream stream = writeAll(client);
    stream.finish();
    QuicStream unfinished = get(client.openUnidirectional());
    unfinished.write(Bytes.fromHex("0102"));

    CompletionStage<Boolean> closed = client.closeGracefully(7, "done", TIMEOUT);

    assertTrue(get(closed));
    assertEquals(Bytes.of(data), get(received));
    QuicStream second = get(get(accepted).acceptUnidirectional());
    assertEquals(Bytes.fromHex("0102"), get(second.readExactly(2)));
    assertEquals(QuicException.Reason.CLOSED_BY_PEER, failureOf(second.read(1)));
    assertEquals(7, get(get(accepted).closed()).code());
    assertEquals(QuicException.Reason.CLOSED, failureOf(client.openBidirectional()));
    assertEquals(QuicException.Reason.CLOSED, failureOf(unfinished.write(Bytes.fromHex("03"))));
  }

  @Test
  void aGracefulCloseOfTheEndpointWaitsForAllConnections() throws Exception {
    QuicConnectionHandle client = connect();
    CompletableFuture<Bytes> received = receive();
    writeAll(client).finish();

    assertTrue(get(endpoints.get(1).closeGracefully(TIMEOUT)));

    assertEquals(Bytes.of(data), get(received));
    assertEquals(
        QuicException.Reason.CLOSED,
        failureOf(endpoints.get(1).connect(addressOf(endpoints.get(0)), ALPN, TIMEOUT)));
  }

  @Test
  void aGracefulCloseEndsInTimeThoughThePeerDoesNotRead() throws Exception {
    QuicConnectionHandle client = connect();
    QuicStream stream = writeAll(client); // more than the peer's window

    assertFalse(get(client.closeGracefully(7, "done", Duration.ofMillis(50))));

    assertEquals(QuicException.Reason.CLOSED, failureOf(stream.delivered()));
    assertEquals(7, get(get(accepted).closed()).code());
  }

  @Test
  void aGracefulCloseDoesNotWaitForStreamsThatWereGivenUp() throws Exception {
    QuicConnectionHandle client = connect();
    QuicStream stream = writeAll(client);
    CompletionStage<Boolean> closed = client.closeGracefully(7, "done", TIMEOUT);

    stream.reset(3);

    assertTrue(get(closed));
    assertEquals(QuicException.Reason.CLOSED, failureOf(stream.delivered()));
  }

  @Test
  void aResetStreamIsNeverDelivered() throws Exception {
    QuicConnectionHandle client = connect();
    QuicStream stream = writeAll(client);
    stream.finish();
    CompletionStage<Void> delivered = stream.delivered();

    QuicStream incoming = get(get(accepted).acceptBidirectional());
    incoming.stopSending(9);

    assertEquals(QuicException.Reason.STREAM_RESET, failureOf(delivered));
  }

  @Test
  void aStreamForReceivingHasNothingToDeliver() throws Exception {
    QuicConnectionHandle client = connect();
    get(client.openUnidirectional()).write(Bytes.fromHex("01"));

    QuicStream incoming = get(get(accepted).acceptUnidirectional());

    assertEquals(QuicException.Reason.CLOSED, failureOf(incoming.delivered()));
  }

  @Test
  void aStreamThatNobodyWaitsForAnyMoreIsForTheNextCaller() throws Exception {
    QuicConnectionHandle client = connect();
    CompletableFuture<QuicStream> cancelled =
        get(accepted).acceptBidirectional().toCompletableFuture();
    CompletableFuture<QuicStream> late = get(accepted).acceptBidirectional().toCompletableFuture();
    cancelled.cancel(true);
    assertThrows(
        ExecutionException.class,
        () -> late.orTimeout(1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS));

    QuicStream first = get(client.openBidirectional());
    first.write(Bytes.fromHex("01"));

    QuicStream incoming = get(get(accepted).acceptBidirectional());
    assertEquals(first.id(), incoming.id());
    assertEquals(Bytes.fromHex("01"), get(incoming.readExactly(1)));
  }

  @Test
  void bytesThatNobodyWaitsForAnyMoreAreForTheNextReader() throws Exception {
    QuicConnectionHandle client = connect();
    QuicStream stream = get(client.openBidirectional());
    stream.write(Bytes.fromHex("01"));
    QuicStream incoming = get(get(accepted).acceptBidirectional());
    CompletableFuture<Bytes> exactly = incoming.readExactly(3).toCompletableFuture();
    CompletableFuture<Optional<Bytes>> some = incoming.read(3).toCompletableFuture();
    get(get(accepted).remoteAddress()); // by now the first byte is collected
    exactly.cancel(true);
    some.cancel(true);

    stream.write(Bytes.fromHex("020304"));
    stream.finish();

    assertEquals(Bytes.fromHex("01020304"), get(incoming.readExactly(4)));
    assertEquals(Optional.empty(), get(incoming.read(1)));
  }

  private QuicConnectionHandle connect() throws Exception {
    random.nextBytes(data);
    QuicEndpoint server = start(endpoint().protocol(ALPN, accepted::complete));
    QuicEndpoint client = start(endpoint());
    return get(client.connect(addressOf(server), ALPN, TIMEOUT));
  }

  private QuicStream writeAll(QuicConnectionHandle client) throws Exception {
    QuicStream stream = get(client.openBidirectional());
    stream.write(Bytes.of(data));
    return stream;
  }

  /** All of the first stream, up to its end, which is no failure even if the connection is over. */
  private CompletableFuture<Bytes> receive() {
    CompletableFuture<Bytes> all = new CompletableFuture<>();
    accepted
        .thenCompose(QuicConnectionHandle::acceptBidirectional)
        .thenAccept(stream -> readAll(stream, new ByteArrayOutputStream(), all));
    return all;
  }

  private static void readAll(
      QuicStream stream, ByteArrayOutputStream into, CompletableFuture<Bytes> all) {
    stream
        .read(1 << 20)
        .whenComplete(
            (bytes, failure) -> {
              if (failure != null) {
                all.completeExceptionally(
                    new IllegalStateException("lost after " + into.size() + " bytes", failure));
              } else if (bytes.isEmpty()) {
                all.complete(Bytes.of(into.toByteArray()));
              } else {
                into.writeBytes(bytes.get().toArray());
                readAll(stream, into, all);
              }
            });
  }

  private QuicEndpointBuilder endpoint() {
    return QuicEndpoint.builder(KeyPair.generate(random))
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private QuicEndpoint start(QuicEndpointBuilder builder) throws Exception {
    QuicEndpoint endpoint = get(builder.start());
    endpoints.add(endpoint);
    return endpoint;
  }

  private static PeerAddress addressOf(QuicEndpoint endpoint) {
    return PeerAddress.of(endpoint.peerId(), endpoint.localAddresses());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static QuicException.Reason failureOf(CompletionStage<?> stage) {
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
    return assertInstanceOf(QuicException.class, failure.getCause()).reason();
  }
}
