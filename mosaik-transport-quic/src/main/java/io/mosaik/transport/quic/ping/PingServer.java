package io.mosaik.transport.quic.ping;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The answering side of one ping, from the accepted connection to its end. Never closes a
 * connection that behaves: the client does, and counts the ping as failed if we are first. Does no
 * I/O and reads no clock. Confined to the thread of its connection.
 *
 * <p>Hand over what comes on the first stream that the client opens. Further streams stay unread.
 */
public final class PingServer {

  /** How long a client may take from the handshake to its close. Rust sets no limit. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * How long a client may take from the handshake to the first byte of its request, which it sends
   * along with the end of the handshake: long enough for that to be lost and repeated twice.
   */
  public static final Duration FIRST_BYTE_LIMIT = Duration.ofSeconds(3);

  private final Supplier<SignedPeerEntry> entry;
  private final Deadline end;
  private final PingFrames frames = new PingFrames();
  private boolean answered;

  /**
   * One ping.
   *
   * @param entry our entry, freshly signed, in the dialect that the client reads; asked for once
   * @param now when the handshake was complete
   */
  public PingServer(Supplier<SignedPeerEntry> entry, Deadline now) {
    this.entry = entry;
    this.end = now.plus(LIMIT);
  }

  /** What to do about the connection: one of the two, or nothing. */
  public sealed interface Reaction {

    /**
     * Write this on the stream, and leave it open.
     *
     * @param frame the answer
     */
    record Answer(Bytes frame) implements Reaction {}

    /**
     * Close the connection.
     *
     * @param close with what
     */
    record Close(PingClose close) implements Reaction {}
  }

  /**
   * The client sent something. Whatever its request says, and whatever follows it, is ignored.
   *
   * @param bytes the next bytes of the stream
   * @return what to do, if anything
   */
  public Optional<Reaction> receive(Bytes bytes) {
    if (answered) {
      return Optional.empty();
    }
    Optional<Bytes> request = frames.add(bytes);
    if (frames.isOversized()) {
      return Optional.of(new Reaction.Close(PingClose.PROTOCOL_VIOLATION));
    }
    return request.map(
        any -> {
          answered = true;
          return new Reaction.Answer(PingFrames.encode(entry.get().encode()));
        });
  }

  /**
   * The client ended the stream. After its request that is fine.
   *
   * @return what to do, if anything
   */
  public Optional<Reaction> endOfStream() {
    if (answered) {
      return Optional.empty();
    }
    return Optional.of(
        new Reaction.Close(frames.isEmpty() ? PingClose.UNEXPECTED_CLOSE : PingClose.DROPPED));
  }

  /**
   * The client reset the stream. After its request that is fine.
   *
   * @return what to do, if anything
   */
  public Optional<Reaction> streamReset() {
    return answered ? Optional.empty() : Optional.of(new Reaction.Close(PingClose.DROPPED));
  }

  /**
   * Time spoke: to be called {@link #LIMIT} after the start.
   *
   * @param now the present
   * @return what to do, if anything
   */
  public Optional<Reaction> expire(Deadline now) {
    return end.hasPassed(now)
        ? Optional.of(new Reaction.Close(PingClose.CANCELLED))
        : Optional.empty();
  }
}
