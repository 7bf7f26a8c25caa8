package io.mosaik.transport.quic.tls;

import java.util.Optional;

/**
 * The way out of the middle of a message that ends the handshake. Never leaves {@link
 * TlsHandshake}, and carries no stack trace: strangers can provoke any number of them.
 */
final class TlsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient TlsFailure failure;

  private TlsException(TlsFailure failure) {
    super(failure.detail(), null, false, false);
    this.failure = failure;
  }

  /** An alert of TLS. */
  static TlsException of(TlsAlert alert, String detail) {
    return new TlsException(new TlsFailure(Optional.of(alert), detail));
  }

  /** A breach of what RFC 9001 adds to TLS. */
  static TlsException protocolViolation(String detail) {
    return new TlsException(new TlsFailure(Optional.empty(), detail));
  }

  TlsFailure failure() {
    return failure;
  }
}
