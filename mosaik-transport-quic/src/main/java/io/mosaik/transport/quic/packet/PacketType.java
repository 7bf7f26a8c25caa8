package io.mosaik.transport.quic.packet;

/** The types of long header packets, in the order of their type bits (RFC 9000, section 17.2). */
public enum PacketType {
  INITIAL,
  ZERO_RTT,
  HANDSHAKE,
  RETRY;

  static PacketType ofFirstByte(int firstByte) {
    return values()[firstByte >> 4 & 3];
  }
}
