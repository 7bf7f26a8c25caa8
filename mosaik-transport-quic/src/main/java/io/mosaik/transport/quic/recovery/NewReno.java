package io.mosaik.transport.quic.recovery;

import io.mosaik.api.time.Deadline;

/**
 * The congestion controller of RFC 9002, section 7 and appendix B. Counts in bytes. Confined to one
 * thread.
 */
public final class NewReno {

  private static final int INITIAL_WINDOW_PACKETS = 10;
  private static final int INITIAL_WINDOW_BYTES = 14_720;
  private static final int MINIMUM_WINDOW_PACKETS = 2;

  private int maxDatagramSize;
  private long window;
  private long slowStartThreshold = Long.MAX_VALUE;
  private long bytesInFlight;
  private long acknowledgedInAvoidance;
  private Deadline recoveryStart = Deadline.ofNanos(Long.MIN_VALUE);

  public NewReno(int maxDatagramSize) {
    this.maxDatagramSize = maxDatagramSize;
    this.window = initialWindow();
  }

  public long window() {
    return window;
  }

  public long bytesInFlight() {
    return bytesInFlight;
  }

  public long slowStartThreshold() {
    return slowStartThreshold;
  }

  public boolean isInSlowStart() {
    return window < slowStartThreshold;
  }

  /** Whether another packet may be sent, as far as the window goes. */
  public boolean hasRoom() {
    return bytesInFlight < window;
  }

  int maxDatagramSize() {
    return maxDatagramSize;
  }

  /** The path takes larger or smaller datagrams from now on. */
  public void setMaxDatagramSize(int size) {
    maxDatagramSize = size;
    window = Math.max(window, minimumWindow());
  }

  /** Begins anew on another path, with nothing in flight (RFC 9000, section 9.4). */
  void restart() {
    window = initialWindow();
    slowStartThreshold = Long.MAX_VALUE;
    acknowledgedInAvoidance = 0;
    recoveryStart = Deadline.ofNanos(Long.MIN_VALUE);
    bytesInFlight = 0;
  }

  void onSent(int size) {
    bytesInFlight += size;
  }

  /** A packet no longer counts, for a reason that tells nothing about the path. */
  void onForgotten(int size) {
    bytesInFlight = Math.max(0, bytesInFlight - size);
  }

  /**
   * A packet was acknowledged.
   *
   * @param windowWasUsed false if there was not enough to send: no reason to grow (section 7.8)
   */
  void onAcknowledged(SentPacket packet, boolean windowWasUsed) {
    onForgotten(packet.size());
    if (isInRecovery(packet.sentAt()) || !windowWasUsed) {
      return;
    }
    if (isInSlowStart()) {
      window += packet.size();
      return;
    }
    acknowledgedInAvoidance += packet.size();
    if (acknowledgedInAvoidance >= window) {
      acknowledgedInAvoidance -= window;
      window += maxDatagramSize;
    }
  }

  /** The path is congested: the packet sent at {@code sentAt} was lost. */
  void onCongestion(Deadline sentAt, Deadline now) {
    if (isInRecovery(sentAt)) {
      return;
    }
    recoveryStart = now;
    slowStartThreshold = Math.max(window / 2, minimumWindow());
    window = slowStartThreshold;
    acknowledgedInAvoidance = 0;
  }

  /** Nothing came through for so long that the old window means nothing (section 7.6.2). */
  void onPersistentCongestion() {
    window = minimumWindow();
    acknowledgedInAvoidance = 0;
    recoveryStart = Deadline.ofNanos(Long.MIN_VALUE);
  }

  private boolean isInRecovery(Deadline sentAt) {
    return sentAt.compareTo(recoveryStart) <= 0;
  }

  private long initialWindow() {
    return Math.min(
        (long) INITIAL_WINDOW_PACKETS * maxDatagramSize,
        Math.max(INITIAL_WINDOW_BYTES, 2L * maxDatagramSize));
  }

  private long minimumWindow() {
    return (long) MINIMUM_WINDOW_PACKETS * maxDatagramSize;
  }
}
