package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The receiving part of a stream (RFC 9000, section 3.2). Confined to one thread. */
final class ReceiveStream {

  private static final long UNKNOWN = -1;

  private final long id;
  private final long window;
  private final ReceiveBuffer buffer = new ReceiveBuffer();
  private long limit;
  private long highest;
  private long finalSize = UNKNOWN;
  private OptionalLong resetCode = OptionalLong.empty();
  private boolean stopped;
  private boolean endSeen;

  ReceiveStream(long id, long window) {
    this.id = id;
    this.window = window;
    this.limit = window;
  }

  /** Whether the reader has seen the end, so that nothing more will happen. */
  boolean isTerminal() {
    return endSeen;
  }

  /** Whether a reader would learn something now. */
  boolean isReadable() {
    return !endSeen && (buffer.readable() > 0 || buffer.read() == finalSize || isReset());
  }

  boolean isReset() {
    return resetCode.isPresent();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether all bytes have come, so that there is nothing left to stop. */
  boolean isComplete() {
    return isReset() || finalSize != UNKNOWN && buffer.read() + buffer.readable() == finalSize;
  }

  /**
   * Takes a STREAM frame.
   *
   * @param connectionCredit how many bytes beyond the highest so far the connection still takes
   * @return how many of them were used
   */
  long onStream(Frame.Stream frame, long connectionCredit) throws TransportException {
    long growth = checkedGrowth(frame.type(), frame.end(), frame.fin(), connectionCredit);
    if (!isReset() && !stopped && !buffer.write(frame.offset(), frame.data())) {
      throw new TransportException(
          TransportError.INTERNAL_ERROR, frame.type(), "too many holes in stream " + id);
    }
    // With nothing left to read, nobody needs to be asked before the stream is over.
    endSeen = finalSize != UNKNOWN && (stopped || buffer.read() == finalSize);
    return growth;
  }

  /** Takes a RESET_STREAM frame; see {@link #onStream} for the meaning of the numbers. */
  long onReset(Frame.ResetStream frame, long connectionCredit) throws TransportException {
    long growth = checkedGrowth(frame.type(), frame.finalSize(), true, connectionCredit);
    if (!isReset() && !isComplete()) {
      resetCode = OptionalLong.of(frame.errorCode());
      buffer.clear();
      endSeen = stopped;
    }
    return growth;
  }

  /** Nobody will read any more; what comes is dropped. */
  void stop() {
    stopped = true;
    buffer.clear();
    endSeen = finalSize != UNKNOWN;
  }

  /** Bytes that came, or will certainly not, and were not read: credit to give back at the end. */
  long unread() {
    return highest - buffer.read();
  }

  ReadResult read(int maxSize) {
    if (isReset()) {
      endSeen = true;
      return new ReadResult(Bytes.EMPTY, true, resetCode);
    }
    Bytes data = buffer.read(maxSize);
    endSeen = buffer.read() == finalSize;
    return new ReadResult(data, endSeen, OptionalLong.empty());
  }

  /** A frame that lets the peer send more, if half the window is used up and the end is unknown. */
  Optional<Frame.MaxStreamData> takeLimitUpdate() {
    boolean due = finalSize == UNKNOWN && !stopped && limit - buffer.read() < window / 2;
    if (!due) {
      return Optional.empty();
    }
    limit = buffer.read() + window;
    return Optional.of(new Frame.MaxStreamData(id, limit));
  }

  /** Whether a limit is the one in force and may still matter. */
  boolean isCurrentLimit(long value) {
    return limit == value && finalSize == UNKNOWN && !stopped;
  }

  private long checkedGrowth(long frameType, long end, boolean fin, long connectionCredit)
      throws TransportException {
    if (finalSize != UNKNOWN && (end > finalSize || fin && end != finalSize)
        || fin && end < highest) {
      throw new TransportException(
          TransportError.FINAL_SIZE_ERROR,
          frameType,
          String.format(
              Locale.ROOT, "stream %d ends at %d after %d of %d", id, end, highest, finalSize));
    }
    long growth = Math.max(0, end - highest);
    if (end > limit || growth > connectionCredit) {
      throw new TransportException(
          TransportError.FLOW_CONTROL_ERROR,
          frameType,
          String.format(Locale.ROOT, "stream %d reaches %d, allowed %d", id, end, limit));
    }
    highest += growth;
    if (fin) {
      finalSize = end;
    }
    return growth;
  }
}
