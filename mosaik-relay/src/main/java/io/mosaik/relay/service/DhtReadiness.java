package io.mosaik.relay.service;

import io.mosaik.api.PublicKey;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether the DHT answers: as the last lookups of clients show, or, where there was none lately, a
 * lookup of its own, one at a time.
 *
 * <p>Thread-safe by its monitor.
 */
final class DhtReadiness {

  /** After this number of unanswered lookups in a row the DHT counts as gone; ours. */
  static final int MAX_UNANSWERED = 3;

  /** An answer is believed for this time; ours. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** The least time between two lookups of its own; ours. */
  static final Duration PROBE_EVERY = Duration.ofSeconds(5);

  /** A lookup of its own that takes longer counts as unanswered; ours. */
  static final Duration PROBE_LIMIT = Duration.ofSeconds(15);

  private final DhtClient dht;
  private final PublicKey probeKey;
  private final MonotonicClock clock;
  private int unanswered;
  private Deadline believedUntil;
  private Deadline nextProbe;
  private Deadline probeEnd;
  private CompletableFuture<Boolean> probe = CompletableFuture.completedFuture(false);

  /**
   * Starts without an answer.
   *
   * @param dht the DHT
   * @param probeKey a key to look up
   * @param clock the time
   */
  DhtReadiness(DhtClient dht, PublicKey probeKey, MonotonicClock clock) {
    this.dht = dht;
    this.probeKey = probeKey;
    this.clock = clock;
    this.believedUntil = clock.now();
    this.nextProbe = clock.now();
    this.probeEnd = clock.now();
  }

  /** A lookup has ended. */
  synchronized void heard(boolean answered) {
    unanswered = answered ? 0 : unanswered + 1;
    if (answered) {
      believedUntil = clock.now().plus(MAX_AGE);
    }
  }

  /** Completes with whether the DHT answers; at once unless a lookup is needed to know. */
  CompletionStage<Boolean> check() {
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    synchronized (this) {
      Deadline now = clock.now();
      boolean answersLately = unanswered < MAX_UNANSWERED && !believedUntil.hasPassed(now);
      if (answersLately) {
        return CompletableFuture.completedFuture(true);
      }
      if (!probe.isDone() && probeEnd.hasPassed(now)) {
        heard(false);
        probe.completeAsync(() -> false);
      } else if (!probe.isDone() || !nextProbe.hasPassed(now)) {
        return probe;
      }
      nextProbe = now.plus(PROBE_EVERY);
      probeEnd = now.plus(PROBE_LIMIT);
      probe = started;
    }
    look().whenComplete((resolution, failure) -> end(started, Lookup.End.of(resolution, failure)));
    return started;
  }

  private CompletionStage<Resolution> look() {
    try {
      return dht.resolveMostRecent(probeKey, early -> {});
    } catch (RuntimeException theirs) {
      return CompletableFuture.failedFuture(theirs);
    }
  }

  /** That the client is busy says nothing about the DHT: what was known before holds. */
  private void end(CompletableFuture<Boolean> started, Lookup.End end) {
    boolean answered = end.resolution().answered() > 0;
    if (!started.isDone() && !end.busy()) {
      heard(answered);
    }
    started.complete(end.busy() ? isBelieved() : answered);
  }

  private synchronized boolean isBelieved() {
    return unanswered < MAX_UNANSWERED;
  }
}
