package io.mosaik.api.codec;

/** Bytes that are not what the reader of them was told to expect. */
public final class PostcardException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what was expected, and where
   */
  public PostcardException(String message) {
    super(message);
  }
}
