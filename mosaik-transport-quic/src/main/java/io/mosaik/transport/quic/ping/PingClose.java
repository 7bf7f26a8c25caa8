package io.mosaik.transport.quic.ping;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * With what a connection is closed: code and reason of a CONNECTION_CLOSE of the application, as
 * Rust's mosaik names them. Those that compare look at the code only. Immutable.
 */
public enum PingClose {
  /** The connection was dropped without a word: reset streams, cut frames. */
  DROPPED(0, ""),
  /** The peer belongs to another network. */
  DIFFERENT_NETWORK(101, "DifferentNetwork"),
  /** We stop, or have waited long enough. */
  CANCELLED(102, "Cancelled"),
  /** The stream ended before a frame had begun. */
  UNEXPECTED_CLOSE(103, "UnexpectedClose"),
  /** The ping is done. Only the client says so, and by this it ends the ping. */
  SUCCESS(200, "Success"),
  /** What came is no frame, no entry, or not signed. */
  PROTOCOL_VIOLATION(400, "ProtocolViolation"),
  /**
   * Too many pings at once: this one gave way to another. Rust's mosaik does not know the code, and
   * takes it for a failed ping like any other; ours know that the peer is alive.
   */
  BUSY(503, "Busy");

  private final long code;
  private final String reason;

  PingClose(long code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /**
   * The error code of the application.
   *
   * @return at most two bytes as a QUIC varint
   */
  public long code() {
    return code;
  }

  /**
   * The reason phrase.
   *
   * @return ASCII text, possibly empty
   */
  public String reason() {
    return reason;
  }

  /**
   * The reason phrase as it goes on the wire.
   *
   * @return ASCII bytes, possibly none
   */
  public Bytes reasonBytes() {
    return Bytes.of(reason.getBytes(StandardCharsets.US_ASCII));
  }
}
