package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.util.Optional;

/**
 * A datagram that is no message. Checked, because each one comes from a stranger and must be
 * counted where it arrived; without a stack trace, because a stranger decides how many there are.
 */
public final class KrpcException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a datagram. */
  public enum Reason {
    /** Shorter than any message, or longer than {@link KrpcCodec#MAX_SIZE}. */
    SIZE,
    /** Not bencoded. */
    NOT_BENCODED,
    /** Bencoded, but nested too deeply or of too many parts. */
    TOO_COMPLEX,
    /** Bencoded, but something is missing, of the wrong type or the wrong length. */
    MALFORMED,
    /** A query of a kind that we do not know, or no query, response or error at all. */
    UNKNOWN_METHOD
  }

  /** What is wrong. */
  private final Reason reason;

  /** The transaction of the query that could not be read; empty if it is no query. */
  private final transient Optional<Bytes> query;

  /** Makes an exception with details for the log. */
  KrpcException(Reason reason, String message) {
    this(reason, message, Optional.empty());
  }

  private KrpcException(Reason reason, String message, Optional<Bytes> query) {
    super(message, null, false, false);
    this.reason = reason;
    this.query = query;
  }

  /** Returns the same for a query whose transaction could be read. */
  KrpcException ofQuery(Bytes transaction) {
    return new KrpcException(reason, getMessage(), Optional.of(transaction));
  }

  /** Returns the transaction, if this is a query that may be answered with an error. */
  public Optional<Bytes> query() {
    return query;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
