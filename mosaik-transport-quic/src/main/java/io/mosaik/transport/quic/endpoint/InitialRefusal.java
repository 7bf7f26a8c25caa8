package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameEncoder;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.packet.InitialSecrets;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketNumbers;
import io.mosaik.transport.quic.packet.PacketProtection;
import io.mosaik.transport.quic.packet.PacketType;
import io.mosaik.transport.quic.packet.PacketWriter;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.tls.CipherSuite;
import java.util.Optional;

/**
 * A CONNECTION_CLOSE for a client that gets no connection: nothing is kept of either (RFC 9000,
 * sections 8.1.2 and 10.2.3). Stateless.
 */
final class InitialRefusal {

  private static final int NUMBER_SIZE = 1;
  private static final int MAX_SIZE = 128;

  private InitialRefusal() {}

  /**
   * The answer to an Initial packet that may not begin a connection.
   *
   * @param datagram holds the packet, which is decrypted where it lies
   * @return much shorter than any first datagram of a client; empty if the packet is not authentic
   */
  static Optional<Bytes> of(Datagram datagram, Packet.Long initial, TransportError why) {
    InitialSecrets secrets = InitialSecrets.of(initial.destination());
    Optional<Bytes> refusal =
        isAuthentic(PacketProtection.of(secrets.client()), datagram.bytes(), initial)
            ? Optional.of(seal(PacketProtection.of(secrets.server()), initial, why))
            : Optional.empty();
    secrets.client().destroy();
    secrets.server().destroy();
    return refusal;
  }

  private static boolean isAuthentic(PacketProtection keys, byte[] bytes, Packet.Long initial) {
    int numberAt = initial.packetNumberAt();
    int numberSize = keys.header().unprotect(bytes, initial.start(), numberAt);
    long number =
        PacketNumbers.decode(PacketNumbers.truncated(bytes, numberAt, numberSize), numberSize, 0);
    int payloadAt = numberAt + numberSize;
    return keys.cipher().open(number, bytes, initial.start(), payloadAt, initial.end()) >= 0;
  }

  /** Under the id that the client dialled: no other leads to us. */
  private static Bytes seal(PacketProtection keys, Packet.Long initial, TransportError why) {
    byte[] packet = new byte[MAX_SIZE];
    WireWriter writer = new WireWriter(packet, 0, packet.length - CipherSuite.TAG_SIZE);
    PacketWriter.Started header =
        PacketWriter.startLong(
            writer,
            PacketType.INITIAL,
            initial.source(),
            initial.destination(),
            Bytes.EMPTY,
            0,
            NUMBER_SIZE);
    FrameEncoder.write(new Frame.ConnectionClose(false, why.code(), 0, Bytes.EMPTY), writer);
    int payloadTo = writer.position();
    header.finish(packet, payloadTo + CipherSuite.TAG_SIZE);
    int end = keys.protect(0, packet, header.from(), header.packetNumberAt(), payloadTo);
    return Bytes.of(packet, 0, end);
  }
}
