package io.mosaik.api.codec;

/**
 * Bytes that are not what the reader of them was told to expect. Has no stack trace: strangers
 * cause as many of them as they like, and where the bytes went wrong is in the message.
 */
public final class PostcardException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what was expected, and where
   */
  public PostcardException(String message) {
    super(message, null, false, false);
  }
}
