package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import java.time.Duration;
import java.util.Optional;

/**
 * How a connection ends (RFC 9000, section 10.2): closing repeats why, ever more rarely; draining
 * says nothing; both end after three probe timeouts. Confined to one thread.
 */
final class CloseState {

  private enum State {
    OPEN,
    CLOSING,
    DRAINING,
    GONE
  }

  private State state = State.OPEN;
  private Optional<Frame.ConnectionClose> frame = Optional.empty();
  private boolean framePending;
  private int packetsSinceFrame;
  private int packetsPerFrame = 1;
  private Deadline until = Deadline.NEVER;

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isClosing() {
    return state == State.CLOSING;
  }

  /** Whether nothing is left to remember. */
  boolean isGone() {
    return state == State.GONE;
  }

  /** We close, and say why. */
  void close(Frame.ConnectionClose why, Duration linger, Deadline now) {
    state = State.CLOSING;
    frame = Optional.of(why);
    framePending = true;
    until = now.plus(linger);
  }

  /** The peer has closed. */
  void drain(Duration linger, Deadline now) {
    if (state == State.OPEN) {
      until = now.plus(linger);
    }
    state = State.DRAINING;
    framePending = false;
  }

  /** It is over without a word. */
  void vanish() {
    state = State.GONE;
    framePending = false;
    until = Deadline.NEVER;
  }

  /** A straggler came: after one, two, four and so on of them, we repeat ourselves. */
  void onPacket() {
    if (state == State.CLOSING && ++packetsSinceFrame >= packetsPerFrame) {
      packetsSinceFrame = 0;
      packetsPerFrame = Math.min(2 * packetsPerFrame, 1 << 20);
      framePending = true;
    }
  }

  /** The frame to send now. */
  Optional<Frame.ConnectionClose> takeFrame() {
    boolean due = framePending;
    framePending = false;
    return due ? frame : Optional.empty();
  }

  boolean hasFrame() {
    return framePending;
  }

  Deadline nextDeadline() {
    return until;
  }

  void expire(Deadline now) {
    if (until.hasPassed(now)) {
      vanish();
    }
  }
}
