package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.HeaderProtection;

/** The keys of one encryption level, in both directions. Confined to one thread. */
interface LevelKeys {

  boolean canRead();

  boolean canWrite();

  /** Header protection of what we receive; only if {@link #canRead()}. */
  HeaderProtection readHeader();

  /**
   * Decrypts a payload where it stands.
   *
   * @param packet a packet whose header was unprotected
   * @param from index of the first byte of the header
   * @param payloadFrom index of the first byte of the payload
   * @param to index after the tag
   * @return index after the last byte of the payload, or -1 if the packet is not authentic
   */
  int open(long packetNumber, byte[] packet, int from, int payloadFrom, int to, Deadline now);

  /**
   * Seals and masks a packet in place.
   *
   * @param packetNumberAt index of the packet number, whose size the first byte tells
   * @param payloadTo index after the last byte of the payload
   * @return index after the tag
   */
  int protect(long packetNumber, byte[] packet, int from, int packetNumberAt, int payloadTo);

  /** Forgets all keys; nothing can be read or written any more. */
  void discard();

  boolean isDiscarded();
}
