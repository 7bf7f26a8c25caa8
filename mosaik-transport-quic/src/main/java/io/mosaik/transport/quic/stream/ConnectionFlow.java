package io.mosaik.transport.quic.stream;

import io.mosaik.transport.quic.frame.Frame;

/** Flow control of a whole connection, both ways (RFC 9000, section 4). Confined to one thread. */
final class ConnectionFlow {

  private final long window;
  private final ControlFrames control;
  private long sendLimit;
  private long sent;
  private long blockedReportedAt = -1;
  private long receiveLimit;
  private long received;
  private long consumed;

  ConnectionFlow(long window, ControlFrames control) {
    this.window = window;
    this.control = control;
    this.receiveLimit = window;
  }

  /** How many bytes may be sent for the first time. */
  long sendCredit() {
    return sendLimit - sent;
  }

  void raiseSendLimit(long limit) {
    sendLimit = Math.max(sendLimit, limit);
  }

  void onSent(long bytes) {
    sent += bytes;
  }

  /** There is more to send than the peer takes; says so once per limit. */
  void reportBlocked() {
    if (blockedReportedAt != sendLimit) {
      blockedReportedAt = sendLimit;
      long limit = sendLimit;
      control.add(new Frame.DataBlocked(limit), () -> sendLimit == limit);
    }
  }

  /** How many bytes the peer may still send. */
  long receiveCredit() {
    return receiveLimit - received;
  }

  void onReceived(long bytes) {
    received += bytes;
  }

  /** Bytes were read, or will never be: the peer gets room for as many. */
  void consume(long bytes) {
    consumed += bytes;
    if (receiveLimit - consumed < window / 2) {
      receiveLimit = consumed + window;
      long limit = receiveLimit;
      control.add(new Frame.MaxData(limit), () -> receiveLimit == limit);
    }
  }
}
