package io.mosaik.bootstrap.scan;

import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The present on both clocks: the one that measures and the one that dates.
 *
 * <p>Immutable.
 *
 * @param at the present of the monotonic clock
 * @param date the present of the wall clock
 */
public record Moment(Deadline at, Instant date) {

  /** Checks that nothing is missing. */
  public Moment {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(date, "date");
  }

  /** The date as the timestamp of a packet that would be signed now. */
  Timestamp timestamp() {
    return Timestamp.of(date);
  }

  /** How old a packet is; negative if it is dated in the future. */
  Duration ageOf(Timestamp timestamp) {
    return Duration.between(timestamp.toInstant(), date);
  }
}
