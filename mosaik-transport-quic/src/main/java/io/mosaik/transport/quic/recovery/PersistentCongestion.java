package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;
import java.util.List;

/** Recognises persistent congestion (RFC 9002, section 7.6). Stateless. */
final class PersistentCongestion {

  private static final int THRESHOLD = 3;

  private PersistentCongestion() {}

  /**
   * Whether nothing came through for a period that cannot be chance.
   *
   * @param lost packets of one space declared lost at once, ascending
   * @param firstSampleAt when the first round trip was measured; earlier packets prove nothing
   * @param probeTimeoutNanos the probe timeout with the peer's delay, without back-off
   */
  static boolean isShownBy(List<SentPacket> lost, Deadline firstSampleAt, long probeTimeoutNanos) {
    long duration = THRESHOLD * probeTimeoutNanos;
    SentPacket first = null;
    long previousNumber = -1;
    for (SentPacket packet : lost) {
      boolean gap = packet.number() != previousNumber + 1; // one between may have come through
      previousNumber = packet.number();
      if (gap) {
        first = null;
      }
      if (!packet.ackEliciting() || packet.sentAt().compareTo(firstSampleAt) <= 0) {
        continue;
      }
      if (first == null) {
        first = packet;
      } else if (packet.sentAt().nanos() - first.sentAt().nanos() >= duration) {
        return true;
      }
    }
    return false;
  }
}
