package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameEncoder;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.recovery.ReceivedPackets;
import io.mosaik.transport.quic.recovery.SentContent;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.util.Optional;

/**
 * Decides what the next datagram holds: acknowledgements, handshake bytes, control frames, streams,
 * probes. Confined to one thread.
 */
final class Transmitter {

  /** Below this an address that is not validated gets nothing: no packet would fit. */
  private static final int MIN_BUDGET = 100;

  /** Room for a CONNECTION_CLOSE: type, code, frame type, length and the longest reason. */
  private static final int MAX_CLOSE_FRAME = 1 + 8 + 8 + 2 + ConnectionState.MAX_REASON_SIZE;

  private final ConnectionState state;
  private Deadline pacedUntil = Deadline.NEVER;
  private boolean initialSent;

  Transmitter(ConnectionState state) {
    this.state = state;
  }

  /** When pacing allows the next datagram; {@link Deadline#NEVER} if nothing waits for that. */
  Deadline nextDeadline() {
    return pacedUntil;
  }

  /** Whether something must come from the peer before anything more is sent to it. */
  boolean isBlocked() {
    return initialSent && state.awaitsFirstAnswer() || isAmplificationBlocked();
  }

  /** Whether the peer's address must be validated before anything more is sent. */
  private boolean isAmplificationBlocked() {
    Path path = state.paths.current();
    boolean handshaking = state.initialKeys.canWrite() || state.handshakeKeys.canWrite();
    return path.budget() < (handshaking ? ConnectionConfig.MIN_UDP_PAYLOAD : MIN_BUDGET);
  }

  /** The next datagram, or empty if there is nothing to send for now. */
  Optional<Datagram> poll(Deadline now) {
    pacedUntil = Deadline.NEVER;
    if (state.close.isClosing()) {
      return closeDatagram(now);
    }
    if (!state.close.isOpen()) {
      return Optional.empty();
    }
    updateKeysIfDue(now);
    Optional<Datagram> validation = farewell(now).or(() -> pathResponse(now));
    if (validation.isPresent()) {
      return validation;
    }
    boolean blocked = isBlocked();
    state.recovery.setSendingBlocked(blocked, now);
    if (blocked) {
      return Optional.empty();
    }
    Optional<Datagram> probe = mtuProbe(now);
    return probe.isPresent() ? probe : regular(now);
  }

  private Optional<Datagram> regular(Deadline now) {
    Path path = state.paths.current();
    boolean anyData = hasData();
    boolean challengePending = path.pendingChallenge().isPresent();
    boolean allowed = state.congestion.hasRoom() && isPacedIn(now, anyData);
    // A probe must get through also when the path has become narrower.
    int size = state.recovery.owesProbe() ? ConnectionConfig.MIN_UDP_PAYLOAD : state.mtu.current();
    DatagramBuilder datagram = new DatagramBuilder(state, (int) Math.min(size, path.budget()));
    for (EncryptionLevel level : EncryptionLevel.values()) {
      addPacket(datagram, level, allowed, now);
    }
    if (datagram.isEmpty()) {
      state.recovery.setWindowUsed(anyData);
      return Optional.empty();
    }
    boolean challenges = challengePending && path.pendingChallenge().isEmpty();
    if (mustBeFull(datagram) || challenges) {
      datagram.padTo(ConnectionConfig.MIN_UDP_PAYLOAD);
    }
    boolean sendsHandshake =
        datagram.packets().stream()
            .anyMatch(packet -> packet.space().level() == EncryptionLevel.HANDSHAKE);
    watchSize(datagram, now);
    Datagram finished = datagram.finish(path.remote(), false, now);
    path.onSent(finished.size());
    initialSent = true;
    if (sendsHandshake && !state.server) {
      state.discard(EncryptionLevel.INITIAL, now); // RFC 9001, section 4.9.1
    }
    return Optional.of(finished);
  }

  private void addPacket(
      DatagramBuilder datagram, EncryptionLevel level, boolean allowed, Deadline now) {
    PacketSpace space = state.space(level);
    if (!canWrite(level)) {
      return;
    }
    boolean probe = state.recovery.owesProbe(level);
    if (probe && !hasData(level)) {
      state.recovery.requeueOldest(level);
    }
    ReceivedPackets received = space.received();
    boolean sendData = (allowed || probe) && (probe || hasData(level));
    if (!sendData && !received.ackDeadline().hasPassed(now)) {
      return;
    }
    Optional<PacketBuilder> started = datagram.start(level);
    if (started.isEmpty()) {
      return;
    }
    PacketBuilder packet = started.get();
    addAck(packet, received, 0, now);
    if (sendData) {
      addData(packet, level);
    }
    if (probe && !packet.isAckEliciting()) {
      packet.add(new Frame.Ping());
    }
    if (packet.isEmpty()) {
      return;
    }
    if (probe) {
      state.recovery.onProbeSent(level);
    }
    datagram.keep(packet);
  }

  private void addData(PacketBuilder packet, EncryptionLevel level) {
    if (level == EncryptionLevel.APPLICATION) {
      Path path = state.paths.current();
      Optional<Bytes> challenge = path.pendingChallenge();
      if (challenge.isPresent()) {
        packet.add(new Frame.PathChallenge(challenge.get()), challengeContent(path));
        path.onChallengeSent();
      }
    }
    state.space(level).crypto().appendTo(packet);
    if (level == EncryptionLevel.APPLICATION) {
      state.control.appendTo(packet);
      state.streams.appendTo(packet);
    }
  }

  private void addAck(PacketBuilder packet, ReceivedPackets received, int reserved, Deadline now) {
    boolean handshaking = packet.space().level() != EncryptionLevel.APPLICATION;
    if (!received.owesAck() && !handshaking) {
      return;
    }
    int exponent = TransportParameters.none().ackDelayExponent();
    Optional<Frame.Ack> ack = received.ack(now, exponent);
    if (ack.isEmpty()) {
      return;
    }
    Frame.Ack fitting = FrameEncoder.trimmed(ack.get(), packet.remaining() - reserved);
    packet.add(
        fitting,
        new SentContent() {
          @Override
          public void acknowledged() {
            received.onAckAcknowledged(fitting.largest());
          }

          @Override
          public void lost() {} // the next one says it all
        });
    received.onAckSent();
  }

  private boolean hasData() {
    for (EncryptionLevel level : EncryptionLevel.values()) {
      if (canWrite(level) && hasData(level)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasData(EncryptionLevel level) {
    if (state.space(level).crypto().hasPending()) {
      return true;
    }
    return level == EncryptionLevel.APPLICATION
        && (state.paths.current().pendingChallenge().isPresent()
            || !state.control.isEmpty()
            || state.streams.hasPending());
  }

  private boolean canWrite(EncryptionLevel level) {
    // A server could send before the client has proved who it is, but has nothing to say to it.
    return state.space(level).keys().canWrite()
        && (level != EncryptionLevel.APPLICATION || state.complete);
  }

  private boolean isPacedIn(Deadline now, boolean anyData) {
    Deadline next = state.pacer.nextSend(now);
    if (next.hasPassed(now)) {
      return true;
    }
    if (anyData) {
      pacedUntil = next;
    }
    return false;
  }

  /** Datagrams with Initial packets fill 1200 bytes (RFC 9000, section 14.1). */
  private boolean mustBeFull(DatagramBuilder datagram) {
    PacketBuilder first = datagram.packets().get(0);
    return first.space().level() == EncryptionLevel.INITIAL
        && (!state.server || first.isAckEliciting());
  }

  private void watchSize(DatagramBuilder datagram, Deadline now) {
    PacketBuilder last = datagram.packets().get(datagram.packets().size() - 1);
    if (last.end() <= ConnectionConfig.MIN_UDP_PAYLOAD || !last.isAckEliciting()) {
      return;
    }
    state.mtu.onLargeSent(now);
    last.addContent(
        new SentContent() {
          @Override
          public void acknowledged() {
            state.mtu.onLargeArrived();
          }

          @Override
          public void lost() {
            state.mtu.onLargeLost(now);
            state.congestion.setMaxDatagramSize(state.mtu.current());
          }

          @Override
          public void repeated() {} // it may still arrive
        });
  }

  private Optional<Datagram> farewell(Deadline now) {
    return state.paths.takeFarewell().map(farewell -> farewell(farewell, now));
  }

  /** Only a path that was validated is asked again: there is nothing to amplify. */
  private Datagram farewell(Paths.Farewell farewell, Deadline now) {
    DatagramBuilder datagram =
        new DatagramBuilder(state, ConnectionConfig.MIN_UDP_PAYLOAD, farewell.destination());
    PacketBuilder packet = datagram.start(EncryptionLevel.APPLICATION).orElseThrow();
    packet.add(new Frame.PathChallenge(farewell.data()));
    datagram.keep(packet);
    datagram.padTo(ConnectionConfig.MIN_UDP_PAYLOAD);
    return datagram.finish(farewell.remote(), true, now);
  }

  private Optional<Datagram> pathResponse(Deadline now) {
    Optional<Paths.Response> response = state.paths.peekResponse();
    if (response.isEmpty() || !canWrite(EncryptionLevel.APPLICATION)) {
      return Optional.empty();
    }
    state.paths.removeResponse();
    Path current = state.paths.current();
    boolean onPath = response.get().remote().equals(current.remote());
    int maxSize = (int) Math.min(ConnectionConfig.MIN_UDP_PAYLOAD, response.get().maxSize());
    DatagramBuilder datagram = new DatagramBuilder(state, maxSize);
    Optional<PacketBuilder> packet = datagram.start(EncryptionLevel.APPLICATION);
    if (packet.isEmpty()) {
      return Optional.empty();
    }
    packet.get().add(new Frame.PathResponse(response.get().data()));
    datagram.keep(packet.get());
    datagram.padTo(maxSize);
    Datagram finished = datagram.finish(response.get().remote(), false, now);
    if (onPath) {
      current.onSent(finished.size());
    }
    return Optional.of(finished);
  }

  private Optional<Datagram> mtuProbe(Deadline now) {
    int size = state.mtu.probeSize(now);
    boolean possible =
        size > 0
            && state.confirmed
            && state.paths.current().isValidated()
            && state.congestion.hasRoom();
    if (!possible) {
      return Optional.empty();
    }
    DatagramBuilder datagram = new DatagramBuilder(state, size);
    PacketBuilder packet = datagram.start(EncryptionLevel.APPLICATION).orElseThrow();
    SentContent outcome = state.mtu.onProbeSent(size);
    packet.add(
        new Frame.Ping(),
        new SentContent() {
          @Override
          public void acknowledged() {
            outcome.acknowledged();
            state.congestion.setMaxDatagramSize(state.mtu.current());
          }

          @Override
          public void lost() {
            outcome.lost();
          }
        });
    datagram.keep(packet);
    datagram.padTo(size);
    return Optional.of(datagram.finish(state.paths.current().remote(), true, now));
  }

  /** Says goodbye at every level that the peer may be able to read. */
  private Optional<Datagram> closeDatagram(Deadline now) {
    if (isAmplificationBlocked()) {
      return Optional.empty();
    }
    Optional<Frame.ConnectionClose> frame = state.close.takeFrame();
    if (frame.isEmpty()) {
      return Optional.empty();
    }
    DatagramBuilder datagram = new DatagramBuilder(state, ConnectionConfig.MIN_UDP_PAYLOAD);
    for (EncryptionLevel level : EncryptionLevel.values()) {
      boolean readable = level != EncryptionLevel.APPLICATION || state.complete;
      if (state.space(level).keys().canWrite() && readable) {
        datagram.start(level).ifPresent(packet -> addClose(datagram, packet, frame.get(), now));
      }
    }
    if (datagram.isEmpty()) {
      return Optional.empty();
    }
    if (datagram.packets().get(0).space().level() == EncryptionLevel.INITIAL) {
      datagram.padTo(ConnectionConfig.MIN_UDP_PAYLOAD);
    }
    Datagram finished = datagram.finish(state.paths.current().remote(), false, now);
    state.paths.current().onSent(finished.size());
    return Optional.of(finished);
  }

  /** Acknowledges as well: to the peer, what is not acknowledged now never arrived. */
  private void addClose(
      DatagramBuilder datagram, PacketBuilder packet, Frame.ConnectionClose frame, Deadline now) {
    if (packet.space().level() == EncryptionLevel.APPLICATION) {
      addAck(packet, packet.space().received(), MAX_CLOSE_FRAME, now);
    }
    packet.add(CloseFrames.at(packet.space().level(), frame));
    datagram.keep(packet);
  }

  private void updateKeysIfDue(Deadline now) {
    PhasedKeys keys = state.applicationKeys;
    if (!state.confirmed || keys.sentInPhase() < state.config.keyUpdateAfter()) {
      return;
    }
    if (keys.mayUpdate(state.recovery.largestAcknowledged(EncryptionLevel.APPLICATION))) {
      keys.update();
      state.log.keyUpdated("local", keys.writeGeneration(), now);
    } else if (keys.sentInPhase() >= ConnectionConfig.CONFIDENTIALITY_LIMIT) {
      state.fail(
          new TransportException(
              TransportError.AEAD_LIMIT_REACHED, "the peer does not follow the key update"),
          now);
    }
  }

  private static SentContent challengeContent(Path path) {
    return new SentContent() {
      @Override
      public void acknowledged() {} // only the response counts

      @Override
      public void lost() {
        path.onChallengeLost();
      }
    };
  }
}
