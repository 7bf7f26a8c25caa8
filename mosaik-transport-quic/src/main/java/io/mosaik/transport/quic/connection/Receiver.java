package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameDecoder;
import io.mosaik.transport.quic.frame.FrameType;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.MalformedException;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketNumbers;
import io.mosaik.transport.quic.packet.PacketParser;
import io.mosaik.transport.quic.packet.PacketType;
import io.mosaik.transport.quic.packet.StatelessReset;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Takes datagrams in: opens packets, drops what is not authentic, hands frames on. Confined to one
 * thread.
 */
final class Receiver {

  /** Packets that came before their keys, kept until those come. */
  private static final int MAX_EARLY_PACKETS = 8;

  private static final int LONG_RESERVED_BITS = 0x0c;
  private static final int SHORT_RESERVED_BITS = 0x18;

  /** A packet without keys, in a copy of its datagram. */
  private record Early(Datagram datagram, Packet.Protected packet, EncryptionLevel level) {}

  private final ConnectionState state;
  private final FrameProcessor processor;
  private final HandshakeDriver handshake;
  private final NegotiationPackets negotiation;
  private final Deque<Early> early = new ArrayDeque<>();
  private boolean peerIdFixed;

  Receiver(
      ConnectionState state,
      FrameProcessor processor,
      HandshakeDriver handshake,
      NegotiationPackets negotiation) {
    this.state = state;
    this.processor = processor;
    this.handshake = handshake;
    this.negotiation = negotiation;
    this.peerIdFixed = state.server;
  }

  /** Takes one datagram in; breaches of the protocol close the connection. */
  void receive(Datagram datagram, Deadline now) {
    if (!state.paths.accepts(datagram.remote(), state.confirmed)) {
      return;
    }
    state.paths.onReceived(datagram.remote(), datagram.size());
    if (!state.close.isOpen()) {
      state.close.onPacket();
      return;
    }
    try {
      if (!openAll(datagram, now) && isStatelessReset(datagram)) {
        state.vanish(
            new CloseReason(
                CloseReason.Cause.STATELESS_RESET, 0, "the peer has lost this connection"),
            now);
      }
      replayEarly(now);
    } catch (TransportException violation) {
      state.fail(violation, now);
    }
  }

  /** Opens the packets of a datagram; tells whether the first one made sense. */
  private boolean openAll(Datagram datagram, Deadline now) throws TransportException {
    int position = 0;
    boolean firstMadeSense = false;
    Optional<ConnectionId> addressed = Optional.empty();
    while (position < datagram.size() && state.close.isOpen()) {
      Packet packet;
      try {
        packet = PacketParser.parse(datagram.bytes(), position, datagram.size(), IdSource.ID_SIZE);
      } catch (MalformedException malformed) {
        state.log.dropped(malformed.getMessage(), now);
        break;
      }
      boolean madeSense = true;
      if (packet instanceof Packet.Protected sealed) {
        if (!addressed.map(sealed.destination()::equals).orElse(true)) {
          break; // coalesced packets are for one connection (RFC 9000, section 12.2)
        }
        addressed = Optional.of(sealed.destination());
        madeSense = open(datagram, sealed, now);
      } else {
        negotiation.receive(packet, now);
      }
      firstMadeSense |= position == 0 && madeSense;
      position = packet.end();
    }
    return firstMadeSense;
  }

  private boolean open(Datagram datagram, Packet.Protected packet, Deadline now)
      throws TransportException {
    if (packet instanceof Packet.Long header && !isExpectedSource(header)) {
      return true;
    }
    Optional<EncryptionLevel> level = levelOf(packet);
    if (level.isEmpty() || state.space(level.get()).keys().isDiscarded()) {
      return level.isPresent() && level.get() != EncryptionLevel.APPLICATION;
    }
    PacketSpace space = state.space(level.get());
    if (!canRead(space)) {
      keepEarly(datagram, packet, level.get());
      return true;
    }
    return openProtected(datagram, packet, space, now);
  }

  private boolean openProtected(
      Datagram datagram, Packet.Protected packet, PacketSpace space, Deadline now)
      throws TransportException {
    byte[] bytes = datagram.bytes();
    int numberAt = packet.packetNumberAt();
    int numberSize = space.keys().readHeader().unprotect(bytes, packet.start(), numberAt);
    long number =
        PacketNumbers.decode(
            PacketNumbers.truncated(bytes, numberAt, numberSize),
            numberSize,
            space.received().largest() + 1);
    long generation = state.applicationKeys.writeGeneration();
    int end =
        space.keys().open(number, bytes, packet.start(), numberAt + numberSize, packet.end(), now);
    if (end < 0) {
      state.log.dropped("not authentic at level " + space.level(), now);
      if (state.applicationKeys.integrityLimitReached()) {
        throw new TransportException(TransportError.AEAD_LIMIT_REACHED, "too many forgeries");
      }
      return false;
    }
    if (state.applicationKeys.writeGeneration() != generation) {
      state.log.keyUpdated("remote", state.applicationKeys.writeGeneration(), now);
    }
    if (space.received().isDuplicate(number)) {
      return true;
    }
    checkReservedBits(packet, bytes[packet.start()]);
    List<Frame> frames = FrameDecoder.decode(bytes, numberAt + numberSize, end, space.level());
    state.log.received(space.level(), number, packet.end() - packet.start(), frames, now);
    accept(datagram, packet, space, number, frames, now);
    return true;
  }

  private void accept(
      Datagram datagram,
      Packet.Protected packet,
      PacketSpace space,
      long number,
      List<Frame> frames,
      Deadline now)
      throws TransportException {
    fixPeerId(packet);
    boolean newest = number > space.received().largest();
    boolean ackEliciting = frames.stream().anyMatch(Frame::isAckEliciting);
    space.received().onReceived(number, ackEliciting, now);
    state.activity.onReceived(now);
    if (state.server && space.level() == EncryptionLevel.HANDSHAKE) {
      state.paths.current().validate(); // it has the keys, so it got our Initial (8.1)
      state.discard(EncryptionLevel.INITIAL, now);
    }
    if (newest && !datagram.remote().equals(state.paths.current().remote())) {
      followPeer(datagram, frames, now);
    }
    processor.process(
        new FrameProcessor.Origin(space, datagram.remote(), packet.destination(), datagram.size()),
        frames,
        now);
    handshake.pump(now);
  }

  /** The newest packet came from elsewhere: more than a probe means that the peer has moved. */
  private void followPeer(Datagram datagram, List<Frame> frames, Deadline now)
      throws TransportException {
    if (frames.stream().allMatch(Receiver::isProbing)) {
      return;
    }
    boolean sameHost =
        state.paths.migrate(
            datagram.remote(),
            datagram.size(),
            state.peerIds.active(),
            state.validationTime(),
            now);
    if (!sameHost) {
      state.recovery.onPathChanged(now);
      state.mtu.restart();
      state.congestion.setMaxDatagramSize(state.mtu.current());
      state.peerIds.useAnother();
    }
    state.log.migrated(datagram.remote(), now);
  }

  /** Probing frames (RFC 9000, section 9.1). */
  private static boolean isProbing(Frame frame) {
    return frame.type() == FrameType.PADDING
        || frame.type() == FrameType.PATH_CHALLENGE
        || frame.type() == FrameType.PATH_RESPONSE
        || frame.type() == FrameType.NEW_CONNECTION_ID;
  }

  /**
   * A server's first Initial tells which id it wants to be called by; it never changes its mind.
   */
  private boolean isExpectedSource(Packet.Long header) {
    return !peerIdFixed || header.source().equals(handshake.peerFirstId());
  }

  private void fixPeerId(Packet.Protected packet) {
    if (!peerIdFixed && packet instanceof Packet.Long header) {
      peerIdFixed = true;
      handshake.setPeerFirstId(header.source());
      negotiation.stop();
    }
  }

  private boolean canRead(PacketSpace space) {
    // 1-RTT packets wait until the peer has proved who it is (RFC 9001, section 5.7).
    return space.keys().canRead()
        && (space.level() != EncryptionLevel.APPLICATION || state.complete);
  }

  private void keepEarly(Datagram datagram, Packet.Protected packet, EncryptionLevel level) {
    if (early.size() < MAX_EARLY_PACKETS) {
      Datagram copy = new Datagram(datagram.remote(), datagram.bytes().clone(), datagram.size());
      early.addLast(new Early(copy, packet, level));
    }
  }

  private void replayEarly(Deadline now) throws TransportException {
    for (int i = early.size(); i > 0 && state.close.isOpen(); i--) {
      Early waiting = early.removeFirst();
      PacketSpace space = state.space(waiting.level());
      if (canRead(space)) {
        openProtected(waiting.datagram(), waiting.packet(), space, now);
      } else if (!space.keys().isDiscarded()) {
        early.addLast(waiting);
      }
    }
  }

  /** Whether a datagram ends with the token of the id in use; compared in constant time. */
  boolean isStatelessReset(Datagram datagram) {
    return !PacketParser.isLongForm(datagram.bytes()[0])
        && state
            .peerIds
            .activeResetToken()
            .map(token -> StatelessReset.endsWith(datagram.bytes(), datagram.size(), token))
            .orElse(false);
  }

  private static void checkReservedBits(Packet.Protected packet, byte firstByte)
      throws TransportException {
    int reserved = packet instanceof Packet.Long ? LONG_RESERVED_BITS : SHORT_RESERVED_BITS;
    if ((firstByte & reserved) != 0) {
      throw new TransportException(
          TransportError.PROTOCOL_VIOLATION, "reserved bits of a header are set");
    }
  }

  private static Optional<EncryptionLevel> levelOf(Packet.Protected packet) {
    if (packet instanceof Packet.Short) {
      return Optional.of(EncryptionLevel.APPLICATION);
    }
    PacketType type = ((Packet.Long) packet).type();
    if (type == PacketType.ZERO_RTT) {
      return Optional.empty();
    }
    return Optional.of(
        type == PacketType.INITIAL ? EncryptionLevel.INITIAL : EncryptionLevel.HANDSHAKE);
  }
}
