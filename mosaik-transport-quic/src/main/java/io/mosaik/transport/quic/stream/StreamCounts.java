package io.mosaik.transport.quic.stream;

import io.mosaik.transport.quic.frame.Frame;
import java.util.Optional;

/**
 * How many streams of one kind, bidirectional or unidirectional, each side has opened and may open
 * (RFC 9000, section 4.6). Confined to one thread.
 */
final class StreamCounts {

  private final boolean bidirectional;
  private final long peerConcurrency;
  private long opened;
  private long limit;
  private long peerOpened;
  private long peerClosed;
  private long peerLimit;

  StreamCounts(boolean bidirectional, long peerConcurrency) {
    this.bidirectional = bidirectional;
    this.peerConcurrency = peerConcurrency;
    this.peerLimit = peerConcurrency;
  }

  /** How many we have opened. */
  long opened() {
    return opened;
  }

  boolean mayOpen() {
    return opened < limit;
  }

  /** Counts one more of ours and returns its index. */
  long open() {
    return opened++;
  }

  boolean raiseLimit(long newLimit) {
    boolean raised = newLimit > limit;
    limit = Math.max(limit, newLimit);
    return raised;
  }

  Frame.StreamsBlocked blockedFrame() {
    return new Frame.StreamsBlocked(bidirectional, limit);
  }

  boolean isBlockedAt(long value) {
    return limit == value && !mayOpen();
  }

  long peerOpened() {
    return peerOpened;
  }

  boolean peerMayOpen(long index) {
    return index < peerLimit;
  }

  /** The peer uses a stream and so opens it and all before it. */
  void setPeerOpened(long count) {
    peerOpened = count;
  }

  void onPeerStreamClosed() {
    peerClosed++;
  }

  /** A frame that lets the peer open more, if it has used up half of what it may. */
  Optional<Frame.MaxStreams> takeLimitUpdate() {
    long deserved = peerClosed + peerConcurrency;
    if (deserved - peerLimit <= peerConcurrency / 2) {
      return Optional.empty();
    }
    peerLimit = deserved;
    return Optional.of(new Frame.MaxStreams(bidirectional, peerLimit));
  }

  boolean isCurrentLimit(long value) {
    return peerLimit == value;
  }
}
