package io.mosaik.bootstrap.scan;

import io.mosaik.api.spi.PingOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares our clock with those of the peers that answered: each signs its entry the moment it is
 * asked. A clock far ahead blocks a slot for others, one far behind cannot claim. Confined to the
 * core's thread.
 */
final class ClockWatch {

  /** How far apart clocks may be before it is worth a word; ours. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final List<Duration> ahead = new ArrayList<>();

  /** Forgets the peers of the last scan. */
  void scanStarted() {
    ahead.clear();
  }

  /** A peer answered now. */
  void heard(PingOutcome outcome, Moment now) {
    if (outcome instanceof PingOutcome.Healthy healthy) {
      Instant theirs = Instant.ofEpochMilli(healthy.entry().entry().updatedMillis());
      ahead.add(Duration.between(theirs, now.date()));
    }
  }

  /** What an operator should know, if the clocks of most peers differ from ours. */
  Optional<String> objection() {
    if (ahead.isEmpty()) {
      return Optional.empty();
    }
    Duration median = ahead.stream().sorted().toList().get((ahead.size() - 1) / 2);
    if (median.abs().compareTo(TOLERANCE) <= 0) {
      return Optional.empty();
    }
    String which = median.isNegative() ? "behind" : "ahead of";
    return Optional.of(
        "our clock is "
            + median.abs().toSeconds()
            + " s "
            + which
            + " that of most of the "
            + ahead.size()
            + " peers that answered");
  }
}
