package io.mosaik.transport.quic.tls;

import java.util.Optional;

/** The kinds of handshake messages (RFC 8446, section 4, "msg_type"). Immutable. */
enum HandshakeType {
  CLIENT_HELLO(1),
  /** Also HelloRetryRequest, which differs in its random only. */
  SERVER_HELLO(2),
  NEW_SESSION_TICKET(4),
  ENCRYPTED_EXTENSIONS(8),
  CERTIFICATE(11),
  CERTIFICATE_REQUEST(13),
  CERTIFICATE_VERIFY(15),
  FINISHED(20),
  /** Stands for the first ClientHello in the transcript after a HelloRetryRequest; never sent. */
  MESSAGE_HASH(254);

  private final int code;

  HandshakeType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<HandshakeType> ofCode(int code) {
    for (HandshakeType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
