package io.mosaik.transport.quic;

/** Error codes of applications (RFC 9000, section 20.2). Stateless. */
final class ErrorCodes {

  private static final long MAX = (1L << 62) - 1;

  private ErrorCodes() {}

  /**
   * Checks that a code can be sent.
   *
   * @throws IllegalArgumentException if it is not in 0 to 2^62 - 1
   */
  static void check(long errorCode) {
    if (errorCode < 0 || errorCode > MAX) {
      throw new IllegalArgumentException("an error code is 0 to 2^62 - 1, not " + errorCode);
    }
  }
}
