package io.mosaik.transport.quic.tls;

/**
 * Hears the secrets of handshakes, so that recorded packets can be decrypted. Whoever has them can
 * read and forge the connection: for debugging only.
 */
@FunctionalInterface
public interface KeyLog {

  /** Hears nothing. */
  KeyLog OFF = line -> {};

  /**
   * One secret in the format that Wireshark and others read ({@code SSLKEYLOGFILE}).
   *
   * @param line label, client random and secret, the latter two in hexadecimal; no line end
   */
  void write(String line);
}
