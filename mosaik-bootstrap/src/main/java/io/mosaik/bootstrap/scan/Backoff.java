package io.mosaik.bootstrap.scan;

import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapSettings.Claiming;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Losing costs a pause, so that many nodes that want the same slots, or one that writes over ours
 * again and again, do not make a storm: a random pause up to a limit that doubles with every loss,
 * and a bound on claims whatever happens. Confined to the core's thread.
 */
final class Backoff {

  private final Claiming settings;
  private final RandomGenerator random;
  private final RateWindow claims;
  private Duration limit;
  private Deadline pauseUntil = Deadline.ofNanos(Long.MIN_VALUE);

  Backoff(Claiming settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.claims = new RateWindow(settings.most(), settings.window());
    this.limit = settings.firstPause();
  }

  /**
   * A race was lost, or a slot.
   *
   * @param heldSince since when the slot was held, if it was
   * @return how long to pause
   */
  Duration lost(Optional<Deadline> heldSince, Moment now) {
    if (heldSince.filter(since -> since.plus(settings.calm()).hasPassed(now.at())).isPresent()) {
      limit = settings.firstPause();
    }
    Duration pause = Duration.ofNanos(random.nextLong(limit.toNanos() + 1));
    Duration doubled = limit.multipliedBy(2);
    limit = doubled.compareTo(settings.longestPause()) < 0 ? doubled : settings.longestPause();
    pauseUntil = now.at().plus(pause);
    return pause;
  }

  /** When the pause is over; in the past if there is none. */
  Deadline pauseUntil() {
    return pauseUntil;
  }

  /** What speaks against a claim now, if anything does. */
  Optional<String> objection(Moment now) {
    if (!pauseUntil.hasPassed(now.at())) {
      Duration rest = now.at().until(pauseUntil);
      return Optional.of("pausing for another " + rest.toMillis() + " ms after a loss");
    }
    return claims.hasRoom(now.at())
        ? Optional.empty()
        : Optional.of(settings.most() + " claims within " + settings.window() + " are enough");
  }

  void claimed(Moment now) {
    claims.spend(now.at());
  }
}
