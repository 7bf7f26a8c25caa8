package io.mosaik.transport.quic.tls;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a handshake failed, as the peer is told in a CONNECTION_CLOSE frame of type 0x1c. Immutable.
 *
 * @param alert the alert of TLS, or empty for a breach of the rules that QUIC adds to TLS
 * @param detail what happened, for our own log; short, and free of the peer's text
 */
public record TlsFailure(Optional<TlsAlert> alert, String detail) {

  /** PROTOCOL_VIOLATION (RFC 9000, section 20.1). */
  private static final long PROTOCOL_VIOLATION = 0x0a;

  /** CRYPTO_ERROR (RFC 9001, section 4.8). */
  private static final long CRYPTO_ERROR = 0x0100;

  /** Checks that nothing is missing. */
  public TlsFailure {
    Objects.requireNonNull(alert, "alert");
    Objects.requireNonNull(detail, "detail");
  }

  /**
   * The error code that ends the connection.
   *
   * @return 0x100 plus the alert, or PROTOCOL_VIOLATION (0x0a)
   */
  public long quicErrorCode() {
    return alert.map(known -> CRYPTO_ERROR + known.code()).orElse(PROTOCOL_VIOLATION);
  }
}
