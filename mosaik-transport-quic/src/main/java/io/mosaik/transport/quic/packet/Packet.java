package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.util.List;

/**
 * What can be told of a packet without any key. Protected packets stay where they are, in the array
 * of their datagram, and are described by indices into it.
 *
 * <p>Immutable.
 */
public sealed interface Packet {

  /** Index of the first byte after this packet: where the next coalesced one begins. */
  int end();

  /** A packet whose number and payload are protected. */
  sealed interface Protected extends Packet {

    ConnectionId destination();

    /** Index of the first byte of the header. */
    int start();

    /** Index of the protected packet number, which is where the header ends but for the number. */
    int packetNumberAt();
  }

  /**
   * Initial, 0-RTT or Handshake (RFC 9000, section 17.2).
   *
   * @param token the address validation token of an Initial packet, otherwise empty
   */
  record Long(
      PacketType type,
      ConnectionId destination,
      ConnectionId source,
      Bytes token,
      int start,
      int packetNumberAt,
      int end)
      implements Protected {}

  /** 1-RTT (RFC 9000, section 17.3). It reaches to the end of its datagram. */
  record Short(ConnectionId destination, int start, int packetNumberAt, int end)
      implements Protected {}

  /**
   * Retry (RFC 9000, section 17.2.5).
   *
   * @param withoutTag all of the packet before its integrity tag
   * @param integrityTag the last 16 bytes
   */
  record Retry(
      ConnectionId destination,
      ConnectionId source,
      Bytes token,
      Bytes withoutTag,
      Bytes integrityTag,
      int end)
      implements Packet {}

  /**
   * Version Negotiation (RFC 9000, section 17.2.1).
   *
   * @param destination up to 255 bytes, as version-independent connection ids are
   * @param source likewise
   */
  record VersionNegotiation(Bytes destination, Bytes source, List<Integer> versions, int end)
      implements Packet {

    /** Copies the versions. */
    public VersionNegotiation {
      versions = List.copyOf(versions);
    }
  }

  /**
   * A long header of a version that is not spoken here, as far as RFC 8999 promises its shape.
   *
   * @param destination up to 255 bytes
   * @param source likewise
   */
  record OtherVersion(int version, Bytes destination, Bytes source, int end) implements Packet {}
}
