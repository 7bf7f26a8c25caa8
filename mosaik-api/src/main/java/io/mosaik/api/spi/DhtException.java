package io.mosaik.api.spi;

import io.mosaik.api.MosaikException;
import java.util.Objects;

/** Why a {@link DhtClient} could not do what it was asked to. */
public final class DhtException extends MosaikException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure. */
  public enum Reason {
    /** Something else is stored than was expected (BEP 44, error 301). */
    SWAP_LOST,
    /** Something newer is stored (BEP 44, error 302). */
    NOT_MOST_RECENT,
    /**
     * This client is already writing another packet under the same key, and no swap was asked for.
     */
    CONFLICTING_WRITE,
    /** There is nobody to ask. */
    NO_NODES,
    /** Nobody answered in time. */
    TIMED_OUT,
    /** Those asked refused for another reason. */
    REFUSED,
    /**
     * Those asked are there and have no time now, or were asked so often that this request had no
     * turn: to be tried again later, and no sign that anything has failed.
     */
    BUSY,
    /** The client is closed. */
    CLOSED;

    /**
     * Whether somebody else was faster, so that a look at what is stored now and another attempt
     * make sense.
     *
     * @return true for the first three
     */
    public boolean isConcurrency() {
      return this == SWAP_LOST || this == NOT_MOST_RECENT || this == CONFLICTING_WRITE;
    }
  }

  /** The kind of failure. */
  private final Reason reason;

  /**
   * Makes an exception.
   *
   * @param reason the kind of failure
   * @param message the key, the operation and the limit
   */
  public DhtException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * Makes an exception with a cause.
   *
   * @param reason the kind of failure
   * @param message the key, the operation and the limit
   * @param cause what failed underneath
   */
  public DhtException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * The kind of failure.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
