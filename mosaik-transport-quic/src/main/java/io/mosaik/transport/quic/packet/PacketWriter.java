package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.util.List;

/** Writes headers (RFC 9000, section 17) and the packets that no key protects. Stateless. */
public final class PacketWriter {

  /** The size of the Length field: two bytes suffice for every datagram that we send. */
  private static final int LENGTH_SIZE = 2;

  private PacketWriter() {}

  /**
   * A header of which the payload is still to come.
   *
   * @param from index of the first byte
   * @param lengthAt index of the Length field, or -1 for a short header
   * @param packetNumberAt index of the packet number
   * @param payloadAt index after the packet number
   */
  public record Started(int from, int lengthAt, int packetNumberAt, int payloadAt) {

    /** Fills in the Length field, if there is one, for a packet that ends before {@code end}. */
    public void finish(byte[] packet, int end) {
      if (lengthAt >= 0) {
        new WireWriter(packet, lengthAt, lengthAt + LENGTH_SIZE)
            .writeVarInt(end - packetNumberAt, LENGTH_SIZE);
      }
    }
  }

  /**
   * The header of an Initial or Handshake packet.
   *
   * @param token for Initial packets; ignored for others
   * @param packetNumberSize 1 to 4
   */
  public static Started startLong(
      WireWriter writer,
      PacketType type,
      ConnectionId destination,
      ConnectionId source,
      Bytes token,
      long packetNumber,
      int packetNumberSize) {
    int from = writer.position();
    writer.writeByte(0xc0 | type.ordinal() << 4 | packetNumberSize - 1);
    writeIds(writer, QuicVersion.V1, destination.bytes(), source.bytes());
    if (type == PacketType.INITIAL) {
      writer.writePrefixedBytes(token);
    }
    int lengthAt = writer.advance(LENGTH_SIZE);
    int packetNumberAt = writer.position();
    writer.writeBigEndian(packetNumber, packetNumberSize);
    return new Started(from, lengthAt, packetNumberAt, writer.position());
  }

  /** How many bytes {@link #startLong} writes. */
  public static int longHeaderSize(
      PacketType type, int destinationSize, int sourceSize, int tokenSize, int packetNumberSize) {
    int token = type == PacketType.INITIAL ? WireWriter.varIntSize(tokenSize) + tokenSize : 0;
    return 7 + destinationSize + sourceSize + token + LENGTH_SIZE + packetNumberSize;
  }

  /**
   * The header of a 1-RTT packet.
   *
   * @param keyPhase 0 or 1
   * @param packetNumberSize 1 to 4
   */
  public static Started startShort(
      WireWriter writer,
      ConnectionId destination,
      int keyPhase,
      long packetNumber,
      int packetNumberSize) {
    int from = writer.position();
    writer.writeByte(0x40 | keyPhase << 2 | packetNumberSize - 1);
    writer.writeBytes(destination.bytes());
    int packetNumberAt = writer.position();
    writer.writeBigEndian(packetNumber, packetNumberSize);
    return new Started(from, -1, packetNumberAt, writer.position());
  }

  /**
   * A Retry packet (RFC 9000, section 17.2.5).
   *
   * @param destination the client's source connection id
   * @param source the id that the client shall use from now on
   * @param originalDestination the destination of the Initial packet that is answered
   */
  public static Bytes retry(
      ConnectionId destination,
      ConnectionId source,
      ConnectionId originalDestination,
      Bytes token) {
    byte[] packet = new byte[7 + destination.size() + source.size() + token.size()];
    WireWriter writer = new WireWriter(packet, 0, packet.length);
    writer.writeByte(0xc0 | PacketType.RETRY.ordinal() << 4);
    writeIds(writer, QuicVersion.V1, destination.bytes(), source.bytes());
    writer.writeBytes(token);
    Bytes withoutTag = Bytes.of(packet);
    return withoutTag.concat(RetryIntegrity.tag(originalDestination, withoutTag));
  }

  /**
   * A Version Negotiation packet (RFC 9000, section 17.2.1).
   *
   * @param destination the client's source connection id, up to 255 bytes
   * @param source the client's destination connection id, up to 255 bytes
   * @param unusedBits seven bits that mean nothing and should vary
   */
  public static Bytes versionNegotiation(
      Bytes destination, Bytes source, List<Integer> versions, int unusedBits) {
    byte[] packet = new byte[7 + destination.size() + source.size() + 4 * versions.size()];
    WireWriter writer = new WireWriter(packet, 0, packet.length);
    writer.writeByte(
        0xc0 | unusedBits & 0x3f); // section 17.2.1 wants the fixed bit for demultiplexing
    writeIds(writer, 0, destination, source);
    versions.forEach(writer::writeInt32);
    return Bytes.of(packet);
  }

  private static void writeIds(WireWriter writer, int version, Bytes destination, Bytes source) {
    writer.writeInt32(version);
    writer.writeByte(destination.size()).writeBytes(destination);
    writer.writeByte(source.size()).writeBytes(source);
  }
}
