package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes datagrams apart into packets (RFC 9000, sections 12.2 and 17; RFC 8999), as far as that
 * needs no key. Stateless.
 */
public final class PacketParser {

  /** The length of the integrity tag of a Retry packet and of every AEAD used here. */
  public static final int TAG_SIZE = 16;

  private static final int LONG_FORM = 0x80;
  private static final int FIXED_BIT = 0x40;

  private PacketParser() {}

  /** Whether a datagram begins with a long header. */
  public static boolean isLongForm(byte firstByte) {
    return (firstByte & LONG_FORM) != 0;
  }

  /**
   * The packet that begins at an index.
   *
   * @param datagram one whole datagram
   * @param from index of its first byte
   * @param to index after the last byte of the datagram
   * @param localIdSize the length of the connection ids that we give out
   * @throws MalformedException if no packet begins there; the rest of the datagram is lost then
   */
  public static Packet parse(byte[] datagram, int from, int to, int localIdSize)
      throws MalformedException {
    WireReader reader = new WireReader(datagram, from, to);
    int firstByte = reader.readByte();
    if ((firstByte & LONG_FORM) == 0) {
      requireFixedBit(firstByte);
      ConnectionId destination = new ConnectionId(reader.readBytes(localIdSize));
      return new Packet.Short(destination, from, sampled(reader.position(), to), to);
    }
    int version = reader.readInt32();
    if (version != QuicVersion.V1) {
      Bytes destination = reader.readBytes(reader.readByte());
      Bytes source = reader.readBytes(reader.readByte());
      return version == 0
          ? new Packet.VersionNegotiation(destination, source, versions(reader), to)
          : new Packet.OtherVersion(version, destination, source, to);
    }
    requireFixedBit(firstByte);
    ConnectionId destination = ConnectionId.read(reader);
    ConnectionId source = ConnectionId.read(reader);
    PacketType type = PacketType.ofFirstByte(firstByte);
    return type == PacketType.RETRY
        ? retry(reader, destination, source, datagram, from)
        : protectedLong(type, reader, destination, source, from);
  }

  private static Packet protectedLong(
      PacketType type, WireReader reader, ConnectionId destination, ConnectionId source, int from)
      throws MalformedException {
    Bytes token = type == PacketType.INITIAL ? reader.readPrefixedBytes() : Bytes.EMPTY;
    int length = reader.readLength();
    int packetNumberAt = reader.position();
    int end = packetNumberAt + length;
    return new Packet.Long(
        type, destination, source, token, from, sampled(packetNumberAt, end), end);
  }

  private static Packet retry(
      WireReader reader, ConnectionId destination, ConnectionId source, byte[] datagram, int from)
      throws MalformedException {
    Bytes token = reader.readBytes(reader.remaining() - TAG_SIZE);
    Bytes withoutTag = Bytes.of(datagram, from, reader.position());
    Bytes tag = reader.readBytes(TAG_SIZE);
    return new Packet.Retry(destination, source, token, withoutTag, tag, reader.position());
  }

  private static List<Integer> versions(WireReader reader) throws MalformedException {
    List<Integer> versions = new ArrayList<>();
    while (reader.hasRemaining()) {
      versions.add(reader.readInt32());
    }
    return versions;
  }

  /** Header protection takes its sample as if the packet number had four bytes. */
  private static int sampled(int packetNumberAt, int end) throws MalformedException {
    if (end - packetNumberAt < 4 + HeaderProtection.SAMPLE_SIZE) {
      throw new MalformedException("too short to be protected: " + (end - packetNumberAt));
    }
    return packetNumberAt;
  }

  private static void requireFixedBit(int firstByte) throws MalformedException {
    if ((firstByte & FIXED_BIT) == 0) {
      throw new MalformedException("the fixed bit is 0");
    }
  }
}
