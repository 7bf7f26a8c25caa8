package io.mosaik.api;

import java.util.Objects;

/** Bytes from elsewhere that are no valid signed packet, record or entry. */
public final class InvalidPacketException extends MosaikException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** They do not have the form. */
    MALFORMED,
    /** They have the form, but are larger than allowed. */
    TOO_LARGE,
    /** The signature does not hold. */
    BAD_SIGNATURE
  }

  /** What is wrong. */
  private final Reason reason;

  /**
   * Makes an exception.
   *
   * @param reason what is wrong
   * @param message the details
   */
  public InvalidPacketException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * What is wrong.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
