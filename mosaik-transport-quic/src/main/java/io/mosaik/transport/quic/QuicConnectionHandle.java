package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerId;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.tls.ClientHelloFacts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A connection with a peer that has proved who it is. Stages fail with a {@link QuicException}, and
 * complete on the executor of the endpoint. Thread-safe by its endpoint's event loop.
 */
public final class QuicConnectionHandle {

  private final ConnectionDriver driver;
  private final LoopAccess loop;
  private final Facts facts;

  /** What does not change any more once the handshake is complete. */
  private record Facts(
      PeerId peer,
      String alpn,
      boolean incoming,
      InetSocketAddress remote,
      Optional<ClientHelloFacts> clientHello,
      Map<Long, Bytes> peerParameters) {}

  /** Made on the event loop, of an established connection. */
  QuicConnectionHandle(ConnectionDriver driver, boolean incoming, LoopAccess loop) {
    QuicConnection connection = driver.connection();
    this.driver = driver;
    this.loop = loop;
    this.facts =
        new Facts(
            new PeerId(connection.peerKey().orElseThrow()),
            QuicEndpoint.decodeAlpn(connection),
            incoming,
            connection.remote(),
            connection.clientHello(),
            connection.peerParameters().orElseThrow().values());
  }

  /**
   * Who the peer is: the key that it has proved to own.
   *
   * @return the peer's id
   */
  public PeerId peer() {
    return facts.peer();
  }

  /**
   * The application protocol.
   *
   * @return its name, as registered or dialled
   */
  public String alpn() {
    return facts.alpn();
  }

  /**
   * Whether the peer dialled us.
   *
   * @return false if we dialled
   */
  public boolean isIncoming() {
    return facts.incoming();
  }

  /**
   * The server name in the peer's ClientHello: a hint at its software, vouched for by nobody.
   *
   * @return empty if there was none, or if we dialled
   */
  public Optional<String> peerServerName() {
    return facts.clientHello().flatMap(ClientHelloFacts::serverName);
  }

  /**
   * The signature schemes in the peer's ClientHello, in its order: a hint at its software.
   *
   * @return empty if we dialled
   */
  public List<Integer> peerSignatureSchemes() {
    return facts.clientHello().map(ClientHelloFacts::signatureSchemes).orElse(List.of());
  }

  /**
   * A transport parameter of the peer, known to us or not.
   *
   * @param id its number (RFC 9000, section 18.2)
   * @return its content as it came, or empty if it did not come
   */
  public Optional<Bytes> peerTransportParameter(long id) {
    return Optional.ofNullable(facts.peerParameters().get(id));
  }

  /**
   * Where the peer is now.
   *
   * @return completes with its address; the last known one after the end
   */
  public CompletionStage<InetSocketAddress> remoteAddress() {
    return driver.remoteAddress();
  }

  /**
   * The smoothed round trip time (RFC 9002, section 5.3).
   *
   * @return completes with the estimate, or empty before anything was measured
   */
  public CompletionStage<Optional<Duration>> smoothedRtt() {
    return driver.smoothedRtt();
  }

  /**
   * Opens a stream that both sides write to, as soon as the peer allows one more. If the returned
   * stage is cancelled or times out, as a {@link CompletableFuture}, no stream is opened for it.
   *
   * @return completes with the stream
   */
  public CompletionStage<QuicStream> openBidirectional() {
    return open(true);
  }

  /**
   * Opens a stream that only we write to, as soon as the peer allows one more.
   *
   * @return completes with the stream
   */
  public CompletionStage<QuicStream> openUnidirectional() {
    return open(false);
  }

  /**
   * Returns the next stream that the peer opens and both sides write to. If the returned stage is
   * cancelled or times out, as a {@link CompletableFuture}, the stream is for the next caller.
   *
   * @return completes with the stream
   */
  public CompletionStage<QuicStream> acceptBidirectional() {
    return accept(true);
  }

  /**
   * The next stream that the peer opens and only it writes to.
   *
   * @return completes with the stream
   */
  public CompletionStage<QuicStream> acceptUnidirectional() {
    return accept(false);
  }

  /**
   * Whether the peer has accepted us: a server may refuse a client that believes its handshake to
   * be complete (RFC 9001, section 4.1.2).
   *
   * @return completes when the handshake is confirmed
   */
  public CompletionStage<Void> confirmed() {
    return driver.confirmed().copy();
  }

  /**
   * Ends the connection at once: streams are cut off, and data that the peer has not acknowledged
   * is lost. See {@link #closeGracefully} for an end that waits for it.
   *
   * @param errorCode tells the peer why; 0 to 2^62 - 1
   * @param reason tells the peer why, in at most 128 bytes
   */
  public void close(long errorCode, String reason) {
    ErrorCodes.check(errorCode);
    Objects.requireNonNull(reason, "reason");
    loop.run(now -> driver.connection().close(errorCode, reason, now));
  }

  /**
   * Ends the connection as soon as the peer has acknowledged all data written before, of finished
   * and unfinished streams; at the latest after a time, when the rest is lost. From now on streams
   * can neither be opened nor written to.
   *
   * @param errorCode tells the peer why; 0 to 2^62 - 1
   * @param reason tells the peer why, in at most 128 bytes
   * @param timeout how long to wait at most
   * @return completes, never exceptionally, when the connection has ended, with whether all data
   *     was acknowledged
   */
  public CompletionStage<Boolean> closeGracefully(long errorCode, String reason, Duration timeout) {
    ErrorCodes.check(errorCode);
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(timeout, "timeout");
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    boolean running =
        loop.run(now -> driver.closeGracefully(errorCode, reason, timeout, future, now));
    if (!running) {
      loop.complete(future, false);
    }
    return future;
  }

  /**
   * The end of the connection.
   *
   * @return completes, never exceptionally, when the connection carries nothing any more
   */
  public CompletionStage<ConnectionEnd> closed() {
    return driver.closed().copy();
  }

  /** Where the peer was when the handshake was complete. */
  InetSocketAddress remoteWhenEstablished() {
    return facts.remote();
  }

  /** Calls back after a while, where futures complete. Returns what cancels the call. */
  Runnable after(Duration delay, Runnable action) {
    return loop.after(delay, action);
  }

  private CompletionStage<QuicStream> open(boolean bidirectional) {
    return loop.<QuicStream>handOver(future -> driver.open(bidirectional, future));
  }

  private CompletionStage<QuicStream> accept(boolean bidirectional) {
    return loop.<QuicStream>handOver(future -> driver.accept(bidirectional, future));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "QuicConnection[%s %s]", facts.peer().toShortHex(), facts.alpn());
  }
}
