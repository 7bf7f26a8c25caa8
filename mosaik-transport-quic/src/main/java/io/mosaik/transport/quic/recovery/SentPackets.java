package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The packets of one space that are neither acknowledged nor lost (RFC 9002, section 6.1). Confined
 * to one thread.
 */
final class SentPackets {

  private static final int PACKET_THRESHOLD = 3;

  private final NavigableMap<Long, SentPacket> outstanding = new TreeMap<>();
  private long largestAcknowledged = -1;
  private int ackElicitingInFlight;
  private Deadline lastAckElicitingAt = Deadline.NEVER;
  private Deadline lossTime = Deadline.NEVER;

  void add(SentPacket packet) {
    outstanding.put(packet.number(), packet);
    if (countsForTimer(packet)) {
      ackElicitingInFlight++;
      lastAckElicitingAt = packet.sentAt();
    }
  }

  long largestAcknowledged() {
    return largestAcknowledged;
  }

  boolean hasAckElicitingInFlight() {
    return ackElicitingInFlight > 0;
  }

  Deadline lastAckElicitingAt() {
    return lastAckElicitingAt;
  }

  /** When the oldest suspect is lost for good; {@link Deadline#NEVER} if there is none. */
  Deadline lossTime() {
    return lossTime;
  }

  /** Takes out the packets that an ACK frame names, in ascending order. */
  List<SentPacket> acknowledge(Frame.Ack ack) {
    largestAcknowledged = Math.max(largestAcknowledged, ack.largest());
    List<SentPacket> acknowledged = new ArrayList<>();
    for (int i = ack.ranges().size() - 1; i >= 0; i--) {
      Frame.AckRange range = ack.ranges().get(i);
      take(
          outstanding.subMap(range.smallest(), true, range.largest(), true).values(), acknowledged);
    }
    return acknowledged;
  }

  /**
   * Takes out the packets that must be lost by now, in ascending order, and notes when the next one
   * will be.
   *
   * @param lossDelayNanos how long after a later packet was acknowledged to give up
   */
  List<SentPacket> detectLost(Deadline now, long lossDelayNanos) {
    lossTime = Deadline.NEVER;
    List<SentPacket> lost = new ArrayList<>();
    Iterator<Map.Entry<Long, SentPacket>> older =
        outstanding.headMap(largestAcknowledged, false).entrySet().iterator();
    while (older.hasNext()) {
      SentPacket packet = older.next().getValue();
      Deadline giveUpAt = packet.sentAt().plusNanos(lossDelayNanos);
      if (giveUpAt.hasPassed(now) || largestAcknowledged >= packet.number() + PACKET_THRESHOLD) {
        older.remove();
        forgetTimer(packet);
        lost.add(packet);
      } else {
        lossTime = Deadline.min(lossTime, giveUpAt);
      }
    }
    return lost;
  }

  /** Takes out everything. */
  List<SentPacket> takeAll() {
    List<SentPacket> all = new ArrayList<>();
    take(outstanding.values(), all);
    lossTime = Deadline.NEVER;
    return all;
  }

  /** The oldest packets that may have to be sent again by a probe. */
  Collection<SentPacket> outstanding() {
    return outstanding.values();
  }

  private void take(Collection<SentPacket> view, List<SentPacket> into) {
    into.addAll(view);
    view.forEach(this::forgetTimer);
    view.clear();
  }

  private void forgetTimer(SentPacket packet) {
    if (countsForTimer(packet)) {
      ackElicitingInFlight--;
    }
  }

  private static boolean countsForTimer(SentPacket packet) {
    return packet.ackEliciting() && packet.inFlight();
  }
}
