package io.mosaik.bootstrap.scan;

import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapSettings.Claiming;
import io.mosaik.internal.TokenBucket;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Back-off after lost races and displacements: a pause with full jitter up to a limit that doubles
 * with every loss, and a token bucket for claims whatever happens. Whoever overwrites our record
 * again and again causes a bounded rate of writes, and once that ends, a slot can be claimed again
 * within a minute. Confined to the core's thread.
 */
final class Backoff {

  private final Claiming settings;
  private final RandomGenerator random;
  private final TokenBucket claims;
  private Duration limit;
  private Deadline pauseUntil = Deadline.ofNanos(Long.MIN_VALUE);

  Backoff(Claiming settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.claims =
        new TokenBucket(settings.most(), settings.window().dividedBy(settings.most()).toNanos());
    this.limit = settings.firstPause();
  }

  /**
   * Starts the pause after a lost race or a displacement.
   *
   * @param heldSince since when the slot was held, if it was
   * @return the length of the pause
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

  /** Returns the end of the pause; in the past if there is none. */
  Deadline pauseUntil() {
    return pauseUntil;
  }

  /** Returns the earliest time at which a claim meets no objection of this class. */
  Deadline nextClaimAt(Moment now) {
    Deadline token = now.at().plusNanos(claims.nanosUntilAvailable(1, now.at().nanos()));
    return token.isBefore(pauseUntil) ? pauseUntil : token;
  }

  /** Returns the reason against a claim now, if there is one. */
  Optional<String> objection(Moment now) {
    if (!pauseUntil.hasPassed(now.at())) {
      Duration rest = now.at().until(pauseUntil);
      return Optional.of("pausing for another " + rest.toMillis() + " ms after a loss");
    }
    long wait = claims.nanosUntilAvailable(1, now.at().nanos());
    return wait == 0
        ? Optional.empty()
        : Optional.of(
            "more than "
                + settings.most()
                + " claims within "
                + settings.window().toSeconds()
                + " s; the next one in "
                + Duration.ofNanos(wait).toMillis()
                + " ms");
  }

  void claimed(Moment now) {
    claims.tryAcquire(1, now.at().nanos());
  }
}
