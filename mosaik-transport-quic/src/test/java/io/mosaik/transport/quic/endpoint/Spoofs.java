package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.connection.IdSource;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.MalformedException;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketParser;
import io.mosaik.transport.quic.packet.PacketWriter;
import io.mosaik.transport.quic.packet.QuicVersion;
import io.mosaik.transport.quic.packet.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Datagrams that pretend to answer a client's first Initial, from somebody who knows our connection
 * id but not what protects the answer: the destination that the client chose.
 */
public final class Spoofs {

  private static final int LONG_INITIAL = 0xc0;
  private static final int NOISE = 600;

  private Spoofs() {}

  /** Of every kind one. */
  public static List<byte[]> of(byte[] datagram, int size, Random random)
      throws MalformedException {
    Packet.Long initial = (Packet.Long) PacketParser.parse(datagram, 0, size, IdSource.ID_SIZE);
    ConnectionId other = ConnectionId.random(random, IdSource.ID_SIZE);
    List<byte[]> spoofs = new ArrayList<>();
    spoofs.add(initialOfNoise(initial.source(), other, random));
    spoofs.add(
        PacketWriter.versionNegotiation(
                initial.source().bytes(), other.bytes(), List.of(0x6b3343cf), 0)
            .toArray());
    byte[] retry =
        PacketWriter.retry(initial.source(), other, other, Bytes.of(noise(random, 40))).toArray();
    spoofs.add(retry);
    byte[] reset = noise(random, 60);
    reset[0] = (byte) (reset[0] & 0x3f | 0x40);
    System.arraycopy(initial.source().bytes().toArray(), 0, reset, 1, IdSource.ID_SIZE);
    spoofs.add(reset);
    spoofs.add(noise(random, NOISE));
    spoofs.add(Arrays.copyOf(datagram, size)); // the client's own, as if it were from a client
    return spoofs;
  }

  private static byte[] initialOfNoise(ConnectionId to, ConnectionId from, Random random) {
    byte[] bytes = noise(random, 1200);
    WireWriter writer = new WireWriter(bytes, 0, bytes.length);
    writer.writeByte(LONG_INITIAL).writeInt32(QuicVersion.V1);
    writer.writeByte(to.size()).writeBytes(to.bytes());
    writer.writeByte(from.size()).writeBytes(from.bytes());
    writer.writeByte(0).writeByte(0x40 | NOISE >> 8).writeByte(NOISE & 0xff);
    return Arrays.copyOf(bytes, writer.position() + NOISE);
  }

  private static byte[] noise(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
