package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.packet.LongRanges;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which packet numbers of one space came, exactly, and when to acknowledge them (RFC 9000, section
 * 13.2). A peer may leave numbers out on purpose, so a range never covers what did not come.
 * Confined to one thread.
 */
public final class ReceivedPackets {

  /** How many ranges one ACK frame names at most; older ones are not acknowledged any more. */
  static final int MAX_ACK_RANGES = 64;

  /** How many ranges are remembered to recognise duplicates; below them everything is one. */
  static final int MAX_SEEN_RANGES = 256;

  private static final int ACK_ELICITING_THRESHOLD = 2;

  private final EncryptionLevel level;
  private final Duration maxAckDelay;
  private final LongRanges seen = new LongRanges();
  private final LongRanges unacknowledged = new LongRanges();
  private long floor;
  private long largest = -1;
  private Deadline largestReceivedAt = Deadline.NEVER;
  private int elicitingSinceAck;
  private Deadline ackDeadline = Deadline.NEVER;

  public ReceivedPackets(EncryptionLevel level, Duration maxAckDelay) {
    this.level = level;
    this.maxAckDelay = maxAckDelay;
  }

  /** The largest number that came, or -1. */
  public long largest() {
    return largest;
  }

  /** Whether a packet was processed before, or is so old that nobody knows. */
  public boolean isDuplicate(long number) {
    return number < floor || seen.contains(number);
  }

  /** A packet that is no duplicate was processed. */
  public void onReceived(long number, boolean ackEliciting, Deadline now) {
    boolean inOrder = number == largest + 1;
    seen.add(number, number + 1);
    if (seen.count() > MAX_SEEN_RANGES) {
      floor = seen.end(0);
      seen.removeLowest();
    }
    unacknowledged.add(number, number + 1);
    if (unacknowledged.count() > MAX_ACK_RANGES) {
      unacknowledged.removeLowest();
    }
    if (number > largest) {
      largest = number;
      largestReceivedAt = now;
    }
    if (ackEliciting) {
      elicitingSinceAck++;
      boolean immediately =
          level != EncryptionLevel.APPLICATION
              || !inOrder
              || elicitingSinceAck >= ACK_ELICITING_THRESHOLD;
      ackDeadline = Deadline.min(ackDeadline, immediately ? now : now.plus(maxAckDelay));
    }
  }

  /** When an acknowledgement must be on its way; {@link Deadline#NEVER} if none is owed. */
  public Deadline ackDeadline() {
    return ackDeadline;
  }

  /** Whether anything that elicits an acknowledgement came since the last one was sent. */
  public boolean owesAck() {
    return elicitingSinceAck > 0;
  }

  /**
   * An ACK frame for all that came and was not settled by an earlier one. It reports no ECN counts,
   * which only those can who see the marks of packets (section 13.4.1).
   *
   * @param delayExponent the ack_delay_exponent that we announced
   * @return empty if nothing is left to acknowledge
   */
  public Optional<Frame.Ack> ack(Deadline now, int delayExponent) {
    if (unacknowledged.isEmpty()) {
      return Optional.empty();
    }
    List<Frame.AckRange> ranges = new ArrayList<>(unacknowledged.count());
    for (int i = unacknowledged.count() - 1; i >= 0; i--) {
      ranges.add(new Frame.AckRange(unacknowledged.start(i), unacknowledged.end(i) - 1));
    }
    boolean delayed = level == EncryptionLevel.APPLICATION && largest == ranges.get(0).largest();
    long delayMicros = delayed ? largestReceivedAt.until(now).toNanos() / 1000 : 0;
    return Optional.of(
        new Frame.Ack(Math.max(0, delayMicros) >> delayExponent, ranges, Optional.empty()));
  }

  /** An ACK frame that named everything was sent. */
  public void onAckSent() {
    elicitingSinceAck = 0;
    ackDeadline = Deadline.NEVER;
  }

  /** The peer has an ACK frame of ours whose largest number this was (section 13.2.4). */
  public void onAckAcknowledged(long largestNamed) {
    unacknowledged.remove(0, largestNamed + 1);
  }
}
