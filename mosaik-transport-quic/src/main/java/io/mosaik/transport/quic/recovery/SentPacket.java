package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.util.List;

/**
 * What is remembered of a packet until it is acknowledged or lost (RFC 9002, appendix A.1.1).
 *
 * <p>Immutable.
 *
 * @param size in bytes, all of the packet
 * @param ackEliciting whether the peer must acknowledge it
 * @param inFlight whether it counts against the congestion window
 * @param pathProbe whether it tries a size or another path, so that its loss says nothing about the
 *     load of the path in use (RFC 9000, sections 9.4 and 14.4)
 * @param contents told in this order
 */
public record SentPacket(
    EncryptionLevel level,
    long number,
    Deadline sentAt,
    int size,
    boolean ackEliciting,
    boolean inFlight,
    boolean pathProbe,
    List<SentContent> contents) {

  void tellAcknowledged() {
    contents.forEach(SentContent::acknowledged);
  }

  void tellLost() {
    contents.forEach(SentContent::lost);
  }

  void tellRepeated() {
    contents.forEach(SentContent::repeated);
  }
}
