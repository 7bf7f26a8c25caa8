package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.PacketNumbers;
import io.mosaik.transport.quic.packet.PacketType;
import io.mosaik.transport.quic.packet.PacketWriter;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.recovery.SentPacket;
import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One datagram while its packets are put in, one after the other (RFC 9000, section 12.2). Confined
 * to one thread.
 */
final class DatagramBuilder {

  /** A packet smaller than this is not worth a header. */
  private static final int MIN_PAYLOAD_ROOM = 32;

  private static final byte[] NOTHING = {};

  private final ConnectionState state;
  private final int maxSize;
  private final ConnectionId destination;
  private final List<PacketBuilder> packets = new ArrayList<>(3);

  private byte[] bytes = NOTHING; // until there is something to put in: often there is not

  /** An empty datagram of at most {@code maxSize} bytes. */
  DatagramBuilder(ConnectionState state, int maxSize) {
    this(state, maxSize, state.peerIds.active());
  }

  /** The same, for a path on which the peer goes by another id. */
  DatagramBuilder(ConnectionState state, int maxSize, ConnectionId destination) {
    this.state = state;
    this.maxSize = maxSize;
    this.destination = destination;
  }

  /** Begins another packet behind the others, if there is room; {@link #keep} puts it in. */
  Optional<PacketBuilder> start(EncryptionLevel level) {
    PacketSpace space = state.space(level);
    long number = space.nextNumber();
    int numberSize = PacketNumbers.encodedSize(number, state.recovery.largestAcknowledged(level));
    int from = end();
    int limit = maxSize - CipherSuite.TAG_SIZE;
    if (from + headerSize(level, numberSize) + MIN_PAYLOAD_ROOM > limit) {
      return Optional.empty();
    }
    if (bytes == NOTHING) {
      bytes = new byte[maxSize];
    }
    WireWriter writer = new WireWriter(bytes, from, limit);
    return Optional.of(
        new PacketBuilder(space, writer, startHeader(level, writer, number, numberSize)));
  }

  void keep(PacketBuilder packet) {
    packets.add(packet);
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  List<PacketBuilder> packets() {
    return packets;
  }

  /** Makes the last packet so long that the datagram has {@code size} bytes. */
  void padTo(int size) {
    packets.get(packets.size() - 1).padTo(Math.min(size, maxSize));
  }

  /** Seals all packets and hands them to loss recovery. */
  Datagram finish(InetSocketAddress remote, boolean pathProbe, Deadline now) {
    int size = end();
    for (PacketBuilder packet : packets) {
      SentPacket sent = packet.seal(pathProbe, now);
      state.recovery.onSent(sent);
      state.log.sent(sent, packet.frames(), now);
      if (sent.inFlight()) {
        state.pacer.onSent(sent.size(), now);
      }
      if (sent.ackEliciting()) {
        state.activity.onAckElicitingSent(now);
      }
    }
    state.mtu.onSent(size);
    return new Datagram(remote, bytes, size);
  }

  private int end() {
    return packets.isEmpty() ? 0 : packets.get(packets.size() - 1).end();
  }

  private int headerSize(EncryptionLevel level, int numberSize) {
    int destinationSize = destination.size();
    if (level == EncryptionLevel.APPLICATION) {
      return 1 + destinationSize + numberSize;
    }
    return PacketWriter.longHeaderSize(
        typeOf(level),
        destinationSize,
        state.localIds.first().size(),
        state.token.size(),
        numberSize);
  }

  private PacketWriter.Started startHeader(
      EncryptionLevel level, WireWriter writer, long number, int numberSize) {
    if (level == EncryptionLevel.APPLICATION) {
      return PacketWriter.startShort(
          writer, destination, state.applicationKeys.writePhase(), number, numberSize);
    }
    return PacketWriter.startLong(
        writer,
        typeOf(level),
        destination,
        state.localIds.first(),
        state.token,
        number,
        numberSize);
  }

  private static PacketType typeOf(EncryptionLevel level) {
    return level == EncryptionLevel.INITIAL ? PacketType.INITIAL : PacketType.HANDSHAKE;
  }
}
