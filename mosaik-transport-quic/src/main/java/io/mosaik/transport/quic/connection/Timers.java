package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;

/** All that a connection does because time passed. Confined to one thread. */
final class Timers {

  private final ConnectionState state;
  private final Transmitter transmitter;
  private final Deadline handshakeDeadline;

  Timers(ConnectionState state, Transmitter transmitter, Deadline now) {
    this.state = state;
    this.transmitter = transmitter;
    this.handshakeDeadline = now.plus(state.config.handshakeTimeout());
  }

  /** When {@link #expire} has something to do, or something can be sent. */
  Deadline next() {
    if (state.close.isGone()) {
      return Deadline.NEVER;
    }
    if (!state.close.isOpen()) {
      return state.close.nextDeadline();
    }
    Deadline next = Deadline.min(state.recovery.nextDeadline(), transmitter.nextDeadline());
    next = Deadline.min(next, state.activity.idleDeadline(state.lingerTime()));
    next = Deadline.min(next, state.paths.nextDeadline());
    next =
        Deadline.min(
            next, state.confirmed ? state.activity.keepAliveDeadline() : handshakeDeadline);
    if (!transmitter.isBlocked()) {
      for (PacketSpace space : state.spaces.values()) {
        if (space.keys().canWrite()) {
          next = Deadline.min(next, space.received().ackDeadline());
        }
      }
    }
    return next;
  }

  void expire(Deadline now) {
    state.close.expire(now);
    if (!state.close.isOpen()) {
      return;
    }
    if (!state.confirmed && handshakeDeadline.hasPassed(now)) {
      giveUpHandshake(now);
    } else if (state.activity.idleDeadline(state.lingerTime()).hasPassed(now)) {
      vanish(CloseReason.Cause.IDLE_TIMEOUT, "silence", now);
    } else if (!state.paths.expire(now)) {
      vanish(CloseReason.Cause.IDLE_TIMEOUT, "the peer's new address did not answer", now);
    } else {
      state.recovery.expire(now);
      if (state.confirmed && state.activity.keepAliveDeadline().hasPassed(now)) {
        state.control.add(new Frame.Ping());
      }
    }
  }

  /** A peer that was heard is told; to one that was not, a first packet would be an attempt. */
  private void giveUpHandshake(Deadline now) {
    CloseReason reason =
        new CloseReason(
            CloseReason.Cause.HANDSHAKE_TIMEOUT,
            TransportError.NO_ERROR.code(),
            "no handshake in time");
    if (state.hasHeardFromPeer()) {
      state.closeWith(
          new Frame.ConnectionClose(
              false, reason.code(), 0, ConnectionState.reasonBytes(reason.reason())),
          reason,
          now);
    } else {
      state.vanish(reason, now);
    }
  }

  private void vanish(CloseReason.Cause cause, String reason, Deadline now) {
    state.vanish(new CloseReason(cause, 0, reason), now);
  }
}
