package io.mosaik.transport.quic.packet;

import io.mosaik.transport.quic.tls.TrafficSecret;

/**
 * Packet and header protection of one direction at an encryption level whose keys are never
 * updated: Initial and Handshake. Confined to one thread.
 */
public record PacketProtection(PacketCipher cipher, HeaderProtection header) {

  /** Derives both and leaves the secret as it is. */
  public static PacketProtection of(TrafficSecret secret) {
    return new PacketProtection(PacketCipher.of(secret), HeaderProtection.of(secret));
  }

  /**
   * Seals and masks a packet in place.
   *
   * @param packet holds header and payload, then room for the tag
   * @param from index of the first byte of the header
   * @param packetNumberAt index of the packet number, whose size the first byte tells
   * @param payloadTo index after the last byte of the payload
   * @return index after the tag
   */
  public int protect(
      long packetNumber, byte[] packet, int from, int packetNumberAt, int payloadTo) {
    int payloadFrom = packetNumberAt + (packet[from] & 3) + 1;
    int end = cipher.seal(packetNumber, packet, from, payloadFrom, payloadTo);
    header.protect(packet, from, packetNumberAt);
    return end;
  }
}
