package io.mosaik.bootstrap.model;

import io.mosaik.api.MosaikException;
import java.util.Objects;

/** Why a node could not start. */
public final class BootstrapException extends MosaikException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure. */
  public enum Reason {
    /** Nothing that reads and writes slots is installed, configured or given. */
    NO_DHT_CLIENT,
    /** A pinger is installed and could not be made, say because its port is in use. */
    PINGER_FAILED
  }

  /** The kind of failure. */
  private final Reason reason;

  /**
   * Makes an exception.
   *
   * @param reason the kind of failure
   * @param message what is wrong and what would help
   */
  public BootstrapException(Reason reason, String message) {
    super(message);
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
