package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loss detection over the three packet number spaces (RFC 9002, section 6 and appendix A), with one
 * timer. Names and order follow the appendix. Confined to one thread.
 */
public final class LossRecovery {

  /** Back-off stops doubling here: a shift by more would outlast every idle timeout anyway. */
  private static final int MAX_BACKOFF_SHIFT = 16;

  private static final int PROBES_PER_TIMEOUT = 2;

  private final RttEstimator rtt;
  private final NewReno congestion;
  private final boolean server;
  private final Map<EncryptionLevel, SentPackets> spaces = new EnumMap<>(EncryptionLevel.class);
  private final Map<EncryptionLevel, Integer> probesOwed = new EnumMap<>(EncryptionLevel.class);

  private Duration peerMaxAckDelay = Duration.ofMillis(25);
  private boolean handshakeConfirmed;
  private boolean hasHandshakeKeys;
  private boolean peerValidatedUs;
  private boolean sendingBlocked;
  private boolean windowUsed;
  private int timeouts;
  private long lostPackets;
  private Deadline firstSampleAt = Deadline.NEVER;
  private Deadline timer = Deadline.NEVER;

  /**
   * Watches the packets of a connection.
   *
   * @param server whether we are the server, whose address need not be validated
   */
  public LossRecovery(RttEstimator rtt, NewReno congestion, boolean server) {
    this.rtt = rtt;
    this.congestion = congestion;
    this.server = server;
    this.peerValidatedUs = server;
    for (EncryptionLevel level : EncryptionLevel.values()) {
      spaces.put(level, new SentPackets());
    }
  }

  /** The peer's max_ack_delay has come. */
  public void setPeerMaxAckDelay(Duration delay) {
    peerMaxAckDelay = delay;
  }

  public void onHandshakeKeys() {
    hasHandshakeKeys = true;
  }

  /** The handshake is confirmed (RFC 9001, section 4.1.2). */
  public void onHandshakeConfirmed(Deadline now) {
    handshakeConfirmed = true;
    peerValidatedUs = true;
    setTimer(now);
  }

  /**
   * Nothing more may be sent, probes included, before something comes from the peer, or again: to a
   * client whose address is not validated, or to a server whose address a stranger named.
   */
  public void setSendingBlocked(boolean blocked, Deadline now) {
    if (sendingBlocked != blocked) {
      sendingBlocked = blocked;
      setTimer(now);
    }
  }

  /** Tells whether the window was the limit when sending last stopped (RFC 9002, section 7.8). */
  public void setWindowUsed(boolean used) {
    windowUsed = used;
  }

  public long largestAcknowledged(EncryptionLevel level) {
    return spaces.get(level).largestAcknowledged();
  }

  /** How often the probe timeout has expired since the last sign of life. */
  public int timeouts() {
    return timeouts;
  }

  public long lostPackets() {
    return lostPackets;
  }

  /** When to call {@link #expire}. */
  public Deadline nextDeadline() {
    return timer;
  }

  /** The probe timeout of the application's space, without back-off (RFC 9002, section 6.2.1). */
  public Duration probeTimeout() {
    return Duration.ofNanos(rtt.probeTimeoutNanos()).plus(peerMaxAckDelay);
  }

  /** A packet was sent. */
  public void onSent(SentPacket packet) {
    spaces.get(packet.level()).add(packet);
    if (packet.inFlight()) {
      congestion.onSent(packet.size());
      setTimer(packet.sentAt());
    }
  }

  /**
   * An ACK frame came; that it names only packets that were sent has been checked.
   *
   * @param ackDelay how long the peer says that it held the acknowledgement back
   */
  public void onAck(EncryptionLevel level, Frame.Ack ack, Duration ackDelay, Deadline now) {
    SentPackets space = spaces.get(level);
    List<SentPacket> acknowledged = space.acknowledge(ack);
    if (acknowledged.isEmpty()) {
      return;
    }
    SentPacket newest = acknowledged.get(acknowledged.size() - 1);
    boolean anyEliciting = acknowledged.stream().anyMatch(SentPacket::ackEliciting);
    if (newest.number() == ack.largest() && anyEliciting) {
      sampleRtt(newest, level, ackDelay, now);
    }
    declareLost(space.detectLost(now, lossDelayNanos()), now);
    for (SentPacket packet : acknowledged) {
      if (packet.inFlight()) {
        congestion.onAcknowledged(packet, windowUsed);
      }
      packet.tellAcknowledged();
    }
    if (level == EncryptionLevel.HANDSHAKE) {
      peerValidatedUs = true;
    }
    if (peerValidatedUs) {
      timeouts = 0; // a client keeps backing off until the server has its address (6.2.1)
    }
    setTimer(now);
  }

  /** Time passed: declares packets lost, or asks for probes. */
  public void expire(Deadline now) {
    if (!timer.hasPassed(now)) {
      return;
    }
    Optional<EncryptionLevel> suspect = earliestLoss();
    if (suspect.isPresent()) {
      declareLost(spaces.get(suspect.get()).detectLost(now, lossDelayNanos()), now);
    } else {
      probesOwed.merge(probeLevel(), PROBES_PER_TIMEOUT, Math::max);
      timeouts++;
    }
    setTimer(now);
  }

  /** Whether a probe is owed at any level. */
  public boolean owesProbe() {
    return !probesOwed.isEmpty();
  }

  /** Whether a probe is owed at a level; it ignores the congestion window. */
  public boolean owesProbe(EncryptionLevel level) {
    return probesOwed.getOrDefault(level, 0) > 0;
  }

  /** A packet that elicits an acknowledgement was sent as a probe, or nothing could be. */
  public void onProbeSent(EncryptionLevel level) {
    probesOwed.computeIfPresent(level, (each, owed) -> owed > 1 ? owed - 1 : null);
  }

  /**
   * Has the oldest unacknowledged packet's contents sent again without calling it lost, so that a
   * probe carries something useful (RFC 9002, section 6.2.4).
   */
  public void requeueOldest(EncryptionLevel level) {
    for (SentPacket packet : spaces.get(level).outstanding()) {
      if (packet.ackEliciting() && !packet.pathProbe() && !packet.contents().isEmpty()) {
        packet.tellRepeated();
        return;
      }
    }
  }

  /** The keys of a level are gone, and whatever was sent with them is settled. */
  public void discard(EncryptionLevel level, Deadline now) {
    for (SentPacket packet : spaces.get(level).takeAll()) {
      if (packet.inFlight()) {
        congestion.onForgotten(packet.size());
      }
    }
    probesOwed.remove(level);
    timeouts = 0;
    setTimer(now);
  }

  /** Everything sent at a level is to be sent again, without blaming the path: after a Retry. */
  public void resendAll(EncryptionLevel level, Deadline now) {
    for (SentPacket packet : spaces.get(level).takeAll()) {
      if (packet.inFlight()) {
        congestion.onForgotten(packet.size());
      }
      packet.tellRepeated();
    }
    timeouts = 0;
    setTimer(now);
  }

  /** The path is another one from now on (RFC 9000, section 9.4). */
  public void onPathChanged(Deadline now) {
    rtt.reset();
    congestion.restart();
    resendAll(EncryptionLevel.APPLICATION, now);
  }

  private void sampleRtt(
      SentPacket newest, EncryptionLevel level, Duration ackDelay, Deadline now) {
    Duration counted = level == EncryptionLevel.APPLICATION ? ackDelay : Duration.ZERO;
    if (handshakeConfirmed && counted.compareTo(peerMaxAckDelay) > 0) {
      counted = peerMaxAckDelay;
    }
    if (!rtt.hasSample()) {
      firstSampleAt = now;
    }
    rtt.update(newest.sentAt().until(now).toNanos(), counted.toNanos());
  }

  private void declareLost(List<SentPacket> lost, Deadline now) {
    SentPacket newestCongested = null;
    for (SentPacket packet : lost) {
      lostPackets++;
      if (packet.inFlight()) {
        congestion.onForgotten(packet.size());
        newestCongested = packet.pathProbe() ? newestCongested : packet;
      }
      packet.tellLost();
    }
    if (newestCongested == null) {
      return;
    }
    congestion.onCongestion(newestCongested.sentAt(), now);
    if (PersistentCongestion.isShownBy(lost, firstSampleAt, probeTimeout().toNanos())) {
      congestion.onPersistentCongestion();
    }
  }

  private long lossDelayNanos() {
    long recent = rtt.recentNanos();
    return Math.max(recent + recent / 8, RttEstimator.GRANULARITY_NANOS); // 9/8 (6.1.2)
  }

  private Optional<EncryptionLevel> earliestLoss() {
    EncryptionLevel earliest = null;
    for (EncryptionLevel level : EncryptionLevel.values()) {
      Deadline lossTime = spaces.get(level).lossTime();
      if (!lossTime.equals(Deadline.NEVER)
          && (earliest == null || lossTime.isBefore(spaces.get(earliest).lossTime()))) {
        earliest = level;
      }
    }
    return Optional.ofNullable(earliest);
  }

  private void setTimer(Deadline now) {
    Optional<EncryptionLevel> suspect = earliestLoss();
    Optional<EncryptionLevel> unanswered = earliestUnanswered();
    if (suspect.isPresent()) {
      timer = spaces.get(suspect.get()).lossTime();
    } else if (sendingBlocked) {
      timer = Deadline.NEVER;
    } else if (unanswered.isPresent()) {
      timer = probeTime(unanswered.get());
    } else if (peerValidatedUs) {
      timer = Deadline.NEVER;
    } else {
      timer = now.plusNanos(backedOff(rtt.probeTimeoutNanos())); // against deadlock (6.2.2.1)
    }
  }

  /** The level whose probe timeout expires first. */
  private Optional<EncryptionLevel> earliestUnanswered() {
    EncryptionLevel earliest = null;
    for (EncryptionLevel level : EncryptionLevel.values()) {
      boolean eligible = level != EncryptionLevel.APPLICATION || handshakeConfirmed;
      if (eligible
          && spaces.get(level).hasAckElicitingInFlight()
          && (earliest == null || probeTime(level).isBefore(probeTime(earliest)))) {
        earliest = level;
      }
    }
    return Optional.ofNullable(earliest);
  }

  /** Where the next probe belongs. */
  private EncryptionLevel probeLevel() {
    return earliestUnanswered()
        .orElse(hasHandshakeKeys ? EncryptionLevel.HANDSHAKE : EncryptionLevel.INITIAL);
  }

  private Deadline probeTime(EncryptionLevel level) {
    long timeout =
        level == EncryptionLevel.APPLICATION ? probeTimeout().toNanos() : rtt.probeTimeoutNanos();
    return spaces.get(level).lastAckElicitingAt().plusNanos(backedOff(timeout));
  }

  private long backedOff(long nanos) {
    return nanos << Math.min(timeouts, MAX_BACKOFF_SHIFT);
  }
}
