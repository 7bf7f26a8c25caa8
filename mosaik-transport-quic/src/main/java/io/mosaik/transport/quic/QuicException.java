package io.mosaik.transport.quic;

import io.mosaik.api.MosaikException;
import java.util.Optional;

/** Something about a connection or stream failed that the caller could not have prevented. */
public final class QuicException extends MosaikException {

  private static final long serialVersionUID = 1L;

  /** What failed. */
  public enum Reason {
    /** No answer in time, or silence for too long. */
    TIMED_OUT,
    /** The peer address holds nothing that can be dialled. */
    NO_ADDRESS,
    /** The peer's transport or TLS turned us away. */
    REFUSED,
    /** Whoever answered does not own the key that was dialled. */
    WRONG_IDENTITY,
    /** The peer broke a rule of QUIC or TLS. */
    PROTOCOL_VIOLATION,
    /** The peer's application has closed the connection. */
    CLOSED_BY_PEER,
    /** The connection or the endpoint was closed on this side. */
    CLOSED,
    /** The peer has lost the connection. */
    LOST,
    /** The peer has given the stream up, or does not read it any more. */
    STREAM_RESET,
    /** The stream ended before as many bytes as wanted. */
    END_OF_STREAM,
    /** A socket could not be bound, or sends nothing to where the peer is. */
    LOCAL_FAILURE
  }

  private final Reason reason;
  private final transient Optional<ConnectionEnd> end;

  QuicException(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.end = Optional.empty();
  }

  QuicException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.end = Optional.empty();
  }

  QuicException(String what, ConnectionEnd end) {
    super(what + ": " + end);
    this.reason = reasonOf(end);
    this.end = Optional.of(end);
  }

  /**
   * What failed.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * How the connection ended, if that is what failed.
   *
   * @return the end of the connection; empty if it goes on, never was, or after serialization
   */
  public Optional<ConnectionEnd> connectionEnd() {
    return end == null ? Optional.empty() : end;
  }

  private static Reason reasonOf(ConnectionEnd end) {
    return switch (end.cause()) {
      case LOCAL_APPLICATION -> Reason.CLOSED;
      case PEER_APPLICATION -> Reason.CLOSED_BY_PEER;
      case LOCAL_TRANSPORT ->
          end.code() == TlsCodes.UNKNOWN_CA ? Reason.WRONG_IDENTITY : Reason.PROTOCOL_VIOLATION;
      case PEER_TRANSPORT, VERSION_MISMATCH -> Reason.REFUSED;
      case IDLE_TIMEOUT, HANDSHAKE_TIMEOUT -> Reason.TIMED_OUT;
      case STATELESS_RESET -> Reason.LOST;
      case LOCAL_FAILURE -> Reason.LOCAL_FAILURE;
    };
  }

  /** TLS alerts as QUIC error codes (RFC 9001, section 4.8). */
  private static final class TlsCodes {

    static final long UNKNOWN_CA = 0x100 + 48;

    private TlsCodes() {}
  }
}
