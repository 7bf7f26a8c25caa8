package io.mosaik.cli.render;

import io.mosaik.api.PeerEntry;
import java.time.Duration;
import java.time.Instant;

/** Time spans as people like to read them. */
final class Durations {

  private Durations() {}

  /** Returns how long a peer has been running by its own account; zero if its clock is fast. */
  static Duration uptime(PeerEntry entry, Instant now) {
    Duration uptime = Duration.between(Instant.ofEpochMilli(entry.startedMillis()), now);
    return uptime.isNegative() ? Duration.ZERO : uptime;
  }

  /** Milliseconds with one decimal below ten, such as {@code 0.4 ms}, {@code 23 ms}. */
  static String ofRoundTrip(Duration roundTrip) {
    double millis = roundTrip.toNanos() / 1e6;
    return millis < 10
        ? String.format(java.util.Locale.ROOT, "%.1f ms", millis)
        : Math.round(millis) + " ms";
  }

  /** The two largest units that matter, such as {@code 2d 3h}, {@code 5m 12s}. */
  static String ofUptime(Duration uptime) {
    if (uptime.isNegative()) {
      return "0s";
    }
    if (uptime.toDays() > 0) {
      return uptime.toDays() + "d " + uptime.toHoursPart() + "h";
    }
    if (uptime.toHours() > 0) {
      return uptime.toHours() + "h " + uptime.toMinutesPart() + "m";
    }
    if (uptime.toMinutes() > 0) {
      return uptime.toMinutes() + "m " + uptime.toSecondsPart() + "s";
    }
    return uptime.toSeconds() + "s";
  }
}
