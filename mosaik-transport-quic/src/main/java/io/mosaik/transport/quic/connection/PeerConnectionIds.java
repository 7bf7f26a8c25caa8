package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameType;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.stream.ControlFrames;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The connection ids that we may address the peer with (RFC 9000, section 5.1). Confined to one
 * thread.
 */
final class PeerConnectionIds {

  /** How many we keep: the active_connection_id_limit that we announce. */
  static final int LIMIT = 5;

  /** Retired numbers whose frames did not arrive yet; more than any honest peer causes. */
  private static final int MAX_RETIRING = 64;

  private record Known(ConnectionId id, Optional<Bytes> resetToken) {}

  private final ControlFrames control;
  private final TreeMap<Long, Known> known = new TreeMap<>();
  private final Set<Long> retiring = new HashSet<>(); // without an acknowledgement so far
  private long activeSequence;
  private long retirePriorTo;

  PeerConnectionIds(ConnectionId first, ControlFrames control) {
    this.control = control;
    known.put(0L, new Known(first, Optional.empty()));
  }

  /** The id that packets are addressed with now. */
  ConnectionId active() {
    return known.get(activeSequence).id();
  }

  /**
   * The token that a stateless reset for the active id would end with. It is the only one to
   * compare with: tokens of ids that were not used yet, or are retired, must not be (section
   * 10.3.1), and an id is retired as soon as another is used.
   */
  Optional<Bytes> activeResetToken() {
    return known.get(activeSequence).resetToken();
  }

  /** During the handshake the peer chooses its own id, or Retry chooses one. */
  void replaceFirst(ConnectionId id) {
    known.put(0L, new Known(id, Optional.empty()));
  }

  /** The server's transport parameters hold the token of its first id. */
  void setFirstResetToken(Bytes token) {
    known.computeIfPresent(0L, (sequence, first) -> new Known(first.id(), Optional.of(token)));
  }

  /** Takes a NEW_CONNECTION_ID frame (RFC 9000, section 19.15). */
  void onNew(Frame.NewConnectionId frame) throws TransportException {
    if (active().size() == 0) {
      throw violation("a new id for a peer that uses none");
    }
    Known offered = new Known(frame.id(), Optional.of(frame.resetToken()));
    for (Map.Entry<Long, Known> each : known.entrySet()) {
      boolean sameId = each.getValue().id().equals(frame.id());
      if (sameId != (each.getKey() == frame.sequence())) {
        throw violation("connection id " + frame.sequence() + " contradicts an earlier one");
      }
    }
    if (frame.sequence() < Math.max(retirePriorTo, activeSequence)) {
      retire(frame.sequence()); // came late, or again
    } else {
      known.putIfAbsent(frame.sequence(), offered);
    }
    retirePriorTo = Math.max(retirePriorTo, frame.retirePriorTo());
    while (known.firstKey() < retirePriorTo) {
      long sequence = known.firstKey();
      known.remove(sequence);
      retire(sequence);
    }
    if (known.size() > LIMIT) {
      throw new TransportException(
          TransportError.CONNECTION_ID_LIMIT_ERROR,
          frame.type(),
          known.size() + " connection ids, allowed are " + LIMIT);
    }
    if (!known.containsKey(activeSequence)) {
      activeSequence = known.firstKey();
    }
  }

  /** Addresses the peer differently, so that nobody links the paths; if it gave us another id. */
  void useAnother() throws TransportException {
    Long next = known.higherKey(activeSequence);
    if (next != null) {
      known.remove(activeSequence);
      long previous = activeSequence;
      activeSequence = next;
      retire(previous);
    }
  }

  private void retire(long sequence) throws TransportException {
    if (!retiring.add(sequence)) {
      return; // the peer is being told
    }
    if (retiring.size() > MAX_RETIRING) {
      throw new TransportException(
          TransportError.CONNECTION_ID_LIMIT_ERROR,
          FrameType.NEW_CONNECTION_ID,
          "more than " + MAX_RETIRING + " connection ids wait to be retired");
    }
    control.add(
        new Frame.RetireConnectionId(sequence), () -> true, () -> retiring.remove(sequence));
  }

  private static TransportException violation(String message) {
    return new TransportException(
        TransportError.PROTOCOL_VIOLATION, FrameType.NEW_CONNECTION_ID, message);
  }
}
