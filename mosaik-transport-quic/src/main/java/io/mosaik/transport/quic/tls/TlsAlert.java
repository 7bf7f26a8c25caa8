package io.mosaik.transport.quic.tls;

/** The alerts of TLS 1.3 that can end a handshake here (RFC 8446, section 6.2). Immutable. */
public enum TlsAlert {
  /** A message of the right form at the wrong moment. */
  UNEXPECTED_MESSAGE(10),
  /** Nothing in common to go on with. */
  HANDSHAKE_FAILURE(40),
  /** The certificate cannot be read. */
  BAD_CERTIFICATE(42),
  /** A field contradicts another or the specification. */
  ILLEGAL_PARAMETER(47),
  /** The peer is not the one that was dialled. */
  UNKNOWN_CA(48),
  /** A message cannot be parsed. */
  DECODE_ERROR(50),
  /** A signature or a Finished does not verify. */
  DECRYPT_ERROR(51),
  /** No common version of TLS. */
  PROTOCOL_VERSION(70),
  /** It was us. */
  INTERNAL_ERROR(80),
  /** An extension that the message must have is missing. */
  MISSING_EXTENSION(109),
  /** An extension that was not offered. */
  UNSUPPORTED_EXTENSION(110),
  /** The client did not authenticate itself. */
  CERTIFICATE_REQUIRED(116),
  /** No common application protocol. */
  NO_APPLICATION_PROTOCOL(120);

  private final int code;

  TlsAlert(int code) {
    this.code = code;
  }

  /**
   * The code of the alert.
   *
   * @return one byte, unsigned
   */
  public int code() {
    return code;
  }
}
