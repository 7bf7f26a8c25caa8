package io.mosaik.relay.service;

import io.mosaik.api.time.MonotonicClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where clients are turned away who ask more often than they may.
 *
 * <p>Thread-safe.
 */
final class ClientGate {

  private final Optional<ClientQuota> quota;
  private final String why;
  private final Metrics metrics;

  /**
   * Opens it.
   *
   * @param rate empty to let everybody through
   * @param why what those are told who are turned away
   */
  ClientGate(Optional<RelayLimits.Rate> rate, String why, Metrics metrics, MonotonicClock clock) {
    this.quota = rate.map(r -> new ClientQuota(r.perSecond(), r.burst(), clock));
    this.why = why;
    this.metrics = metrics;
  }

  /** Counts a request of that client; what to answer if it was one too many. */
  Optional<Answer> refuse(InetAddress client) {
    Optional<Duration> pause = quota.flatMap(q -> q.refuse(client));
    pause.ifPresent(any -> metrics.count(Metrics.Count.LIMITED));
    return pause.map(
        time ->
            Answer.text(Answer.TOO_MANY_REQUESTS, why)
                .with("Retry-After", Long.toString(time.toSeconds() + 1)));
  }
}
