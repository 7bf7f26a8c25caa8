package io.mosaik.transport.quic.connection;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameType;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.stream.ControlFrames;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The connection ids that the peer may address us with (RFC 9000, section 5.1). Confined to one
 * thread.
 */
final class LocalConnectionIds {

  /** How many of them are valid at once, if the peer wants that many. */
  private static final int MAX_ACTIVE = 4;

  private final IdSource source;
  private final ControlFrames control;
  private final Consumer<ConnectionEvent> events;
  private final TreeMap<Long, ConnectionId> active = new TreeMap<>();
  private long nextSequence;
  private int wanted = 1;

  LocalConnectionIds(
      ConnectionId first,
      IdSource source,
      ControlFrames control,
      Consumer<ConnectionEvent> events) {
    this.source = source;
    this.control = control;
    this.events = events;
    active.put(nextSequence++, first);
  }

  /** The id that our handshake packets come from. */
  ConnectionId first() {
    return active.firstEntry().getValue();
  }

  Collection<ConnectionId> active() {
    return active.values();
  }

  /** Gives out as many as the peer keeps; once the handshake is complete. */
  void issue(int peerLimit) {
    wanted = Math.min(peerLimit, MAX_ACTIVE);
    while (active.size() < wanted) {
      issueOne();
    }
  }

  /**
   * The peer will not use an id any more.
   *
   * @param addressed the id that the packet with this frame was sent to
   */
  void onRetire(Frame.RetireConnectionId frame, ConnectionId addressed) throws TransportException {
    long sequence = frame.sequence();
    if (sequence >= nextSequence || addressed.equals(active.get(sequence))) {
      throw new TransportException(
          TransportError.PROTOCOL_VIOLATION,
          FrameType.RETIRE_CONNECTION_ID,
          String.format(
              Locale.ROOT, "connection id %d of %d cannot be retired", sequence, nextSequence));
    }
    ConnectionId retired = active.remove(sequence);
    if (retired != null) {
      control.withdraw(frameOf(sequence, retired)); // or who retires blindly fills our memory
      events.accept(new ConnectionEvent.IdRetired(retired));
      issue(wanted);
    }
  }

  private void issueOne() {
    long sequence = nextSequence++;
    ConnectionId id = source.next();
    active.put(sequence, id);
    events.accept(new ConnectionEvent.IdIssued(id));
    control.add(frameOf(sequence, id), () -> active.containsKey(sequence));
  }

  private Frame frameOf(long sequence, ConnectionId id) {
    return new Frame.NewConnectionId(sequence, 0, id, source.resetToken(id));
  }
}
