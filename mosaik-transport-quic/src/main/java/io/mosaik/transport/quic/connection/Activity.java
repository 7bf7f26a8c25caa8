package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * When something was last heard or asked, and what follows from silence: idle timeout (RFC 9000,
 * section 10.1) and keep-alive. Confined to one thread.
 */
final class Activity {

  private final Duration keepAlive;
  private Optional<Duration> idleTimeout;
  private Deadline last;
  private boolean sentSinceReceived;

  Activity(ConnectionConfig config, Deadline now) {
    keepAlive = config.keepAlive();
    idleTimeout =
        config.idleTimeout().isZero() ? Optional.empty() : Optional.of(config.idleTimeout());
    last = now;
  }

  /** The peer's idle timeout has come: the shorter one rules. */
  void setPeerTimeout(Optional<Duration> peer) {
    if (peer.isPresent()
        && (idleTimeout.isEmpty() || peer.get().compareTo(idleTimeout.get()) < 0)) {
      idleTimeout = peer;
    }
  }

  void onReceived(Deadline now) {
    last = now;
    sentSinceReceived = false;
  }

  /** Only the first packet that elicits an answer counts, or a dead peer would never time out. */
  void onAckElicitingSent(Deadline now) {
    if (!sentSinceReceived) {
      sentSinceReceived = true;
      last = now;
    }
  }

  /** When the connection is given up; at least three probe timeouts after the last activity. */
  Deadline idleDeadline(Duration threeProbeTimeouts) {
    return idleTimeout
        .map(
            limit ->
                last.plus(limit.compareTo(threeProbeTimeouts) < 0 ? threeProbeTimeouts : limit))
        .orElse(Deadline.NEVER);
  }

  /** When to send a PING so that the peer does not give us up. */
  Deadline keepAliveDeadline() {
    return keepAlive.isZero() || sentSinceReceived ? Deadline.NEVER : last.plus(keepAlive);
  }
}
