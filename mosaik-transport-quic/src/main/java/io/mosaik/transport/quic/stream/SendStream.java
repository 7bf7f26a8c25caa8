package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameEncoder;
import io.mosaik.transport.quic.recovery.SentContent;
import java.util.Optional;

/** The sending part of a stream (RFC 9000, section 3.1). Confined to one thread. */
final class SendStream {

  private enum State {
    /** Ready or Send: more may be written. */
    OPEN,
    /** The end is known; Data Sent as soon as everything went out. */
    FINISHING,
    /** Data Recvd: the peer has everything. */
    DELIVERED,
    /** Reset Sent. */
    RESET,
    /** Reset Recvd. */
    RESET_DELIVERED
  }

  private final long id;
  private final SendBuffer buffer;
  private long limit;
  private State state = State.OPEN;
  private boolean finPending;
  private boolean finAcknowledged;
  private boolean blockedOnRoom;
  private long blockedReportedAt = -1;

  SendStream(long id, int bufferSize, long limit) {
    this.id = id;
    this.buffer = new SendBuffer(bufferSize);
    this.limit = limit;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isReset() {
    return state == State.RESET || state == State.RESET_DELIVERED;
  }

  /** Whether the peer has acknowledged all that it is to get: the bytes written, and the end. */
  boolean isAcknowledged() {
    return isReset() || state != State.FINISHING && buffer.isAllAcknowledged();
  }

  /** Whether nothing more will happen. */
  boolean isTerminal() {
    return state == State.DELIVERED || state == State.RESET_DELIVERED;
  }

  int write(Bytes data) {
    int written = buffer.write(data);
    blockedOnRoom = written < data.size();
    return written;
  }

  /** Whether a writer waits for room, and there is some now; asks once. */
  boolean takeWritable() {
    boolean writable = blockedOnRoom && state == State.OPEN && buffer.room() > 0;
    blockedOnRoom &= !writable;
    return writable;
  }

  void finish() {
    state = State.FINISHING;
    finPending = true;
  }

  /**
   * Gives the stream up.
   *
   * @return the frame that says so
   */
  Frame.ResetStream reset(long errorCode) {
    Frame.ResetStream frame = new Frame.ResetStream(id, errorCode, buffer.sent());
    state = State.RESET;
    finPending = false;
    buffer.clear();
    return frame;
  }

  void onResetAcknowledged() {
    state = State.RESET_DELIVERED;
  }

  /** The peer grants more; never less. */
  boolean raiseLimit(long newLimit) {
    boolean raised = newLimit > limit;
    limit = Math.max(limit, newLimit);
    return raised;
  }

  /** Says, once per limit, that the stream's limit is what keeps data from being sent. */
  Optional<Frame.StreamDataBlocked> takeBlockedFrame() {
    if (!isBlockedAt(limit) || blockedReportedAt == limit) {
      return Optional.empty();
    }
    blockedReportedAt = limit;
    return Optional.of(new Frame.StreamDataBlocked(id, limit));
  }

  boolean isBlockedAt(long value) {
    return limit == value && buffer.sent() == limit && buffer.end() > limit;
  }

  /** Whether a frame could be sent now. */
  boolean hasPending(long connectionCredit) {
    return buffer.hasPending(limitWith(connectionCredit)) || finReady();
  }

  /**
   * Puts as much as fits into a packet.
   *
   * @param connectionCredit how many new bytes the whole connection may send
   * @return how many of them were used
   */
  long appendTo(FrameSink sink, long connectionCredit) {
    long sentBefore = buffer.sent();
    while (true) {
      int room = sink.remaining() - FrameEncoder.streamOverhead(id, buffer.end(), sink.remaining());
      if (room < 0) {
        break;
      }
      Optional<SendBuffer.Piece> piece =
          buffer.next(room, limitWith(connectionCredit - (buffer.sent() - sentBefore)));
      if (piece.isPresent()) {
        addFrame(sink, piece.get().offset(), piece.get().data());
      } else if (finReady()) {
        addFrame(sink, buffer.end(), Bytes.EMPTY);
      } else {
        break;
      }
    }
    return buffer.sent() - sentBefore;
  }

  private void addFrame(FrameSink sink, long offset, Bytes data) {
    long end = offset + data.size();
    boolean fin = finPending && end == buffer.end();
    finPending &= !fin;
    sink.add(new Frame.Stream(id, offset, data, fin), new SentPart(offset, end, fin));
  }

  private boolean finReady() {
    return finPending && buffer.sent() == buffer.end();
  }

  private long limitWith(long connectionCredit) {
    return Math.min(limit, buffer.sent() + connectionCredit);
  }

  private final class SentPart implements SentContent {

    private final long from;
    private final long to;
    private final boolean fin;

    SentPart(long from, long to, boolean fin) {
      this.from = from;
      this.to = to;
      this.fin = fin;
    }

    @Override
    public void acknowledged() {
      buffer.onAcknowledged(from, to);
      finAcknowledged |= fin;
      if (state == State.FINISHING && finAcknowledged && buffer.isAllAcknowledged()) {
        state = State.DELIVERED;
        finPending = false;
      }
    }

    @Override
    public void lost() {
      if (state == State.OPEN || state == State.FINISHING) {
        buffer.onLost(from, to);
        finPending |= fin && !finAcknowledged;
      }
    }
  }
}
