package io.mosaik.api;

/**
 * What mosaik throws when something failed that the caller could not have prevented. A mistake of
 * the caller is an {@link IllegalArgumentException} instead. Every module has one subclass with a
 * reason.
 */
public abstract class MosaikException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message the peer, the operation and the limit
   */
  protected MosaikException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message the peer, the operation and the limit
   * @param cause what failed underneath; may be null
   */
  protected MosaikException(String message, Throwable cause) {
    super(message, cause);
  }
}
