package io.mosaik.transport.quic.tls;

/** The two ends of a handshake. Immutable. */
enum Side {
  CLIENT("client"),
  SERVER("server");

  private final String word;

  Side(String word) {
    this.word = word;
  }

  /** As it stands in the texts of RFC 8446. */
  String word() {
    return word;
  }

  Side other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
