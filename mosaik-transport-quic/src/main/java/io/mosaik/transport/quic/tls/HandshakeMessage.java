package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;

/**
 * One whole handshake message with its header, as the transcript needs it. Immutable.
 *
 * @param encoded type, length in three bytes, body
 */
record HandshakeMessage(Bytes encoded) {

  static final int HEADER_SIZE = 4;

  static HandshakeMessage of(HandshakeType type, Bytes body) {
    return new HandshakeMessage(new WireWriter().u8(type.code()).vector24(body).toBytes());
  }

  int typeCode() {
    return encoded.at(0) & 0xff;
  }

  Bytes body() {
    return encoded.slice(HEADER_SIZE, encoded.size());
  }
}
