package io.mosaik.bootstrap.client;

import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Several pings of one peer, by different ways. Thread-safe by its monitor.
 *
 * <p>The first that finds the peer alive ends the race. If none does, the peer is as little proven
 * dead as by the least telling of them: one local failure, or one way not taken, is enough to leave
 * the question open.
 */
final class PingRace {

  private static final List<Reason> LEAST_TELLING_FIRST =
      List.of(
          Reason.LOCAL_FAILURE,
          Reason.NO_PATH,
          Reason.BUSY,
          Reason.SILENT,
          Reason.REFUSED,
          Reason.MALFORMED,
          Reason.WRONG_NETWORK,
          Reason.WRONG_IDENTITY);

  private final CompletableFuture<PingOutcome> result = new CompletableFuture<>();
  private final List<PingOutcome.Failed> failures = new ArrayList<>();
  private final int runners;

  private PingRace(int runners) {
    this.runners = runners;
  }

  /** Completes with one outcome for all; when it is done, all pings are cancelled. */
  static CompletableFuture<PingOutcome> of(List<CompletableFuture<PingOutcome>> pings) {
    PingRace race = new PingRace(pings.size());
    pings.forEach(ping -> ping.thenAccept(race::ended));
    race.result.whenComplete((outcome, error) -> pings.forEach(ping -> ping.cancel(true)));
    return race.result;
  }

  private void ended(PingOutcome outcome) {
    if (!(outcome instanceof PingOutcome.Failed failed)) {
      result.complete(outcome);
    } else if (isLast(failed)) {
      result.complete(leastTelling());
    }
  }

  private synchronized boolean isLast(PingOutcome.Failed failed) {
    failures.add(failed);
    return failures.size() == runners;
  }

  private synchronized PingOutcome leastTelling() {
    return failures.stream()
        .min(Comparator.comparing(failed -> LEAST_TELLING_FIRST.indexOf(failed.reason())))
        .orElseThrow();
  }
}
