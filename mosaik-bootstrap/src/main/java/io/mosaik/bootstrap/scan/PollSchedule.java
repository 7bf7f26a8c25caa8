package io.mosaik.bootstrap.scan;

import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapSettings.Polling;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to look at the slots again: counted from the end of a scan, as in Rust, but cut short when
 * there is a reason. Confined to the core's thread.
 */
final class PollSchedule {

  /** The least pause between a claim and the look at who else has claimed meanwhile; ours. */
  static final Duration SETTLE = Duration.ofSeconds(1);

  private final Polling settings;
  private final RandomGenerator random;
  private Deadline next = Deadline.NEVER;
  private boolean scanning;
  private int barrenScans;
  private Duration scanTook = Duration.ZERO;
  private Deadline notBefore = Deadline.ofNanos(Long.MIN_VALUE);

  PollSchedule(Polling settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  Deadline next() {
    return next;
  }

  /** The next scan is due at once. */
  void now(Moment now) {
    next = now.at();
  }

  void scanStarted() {
    scanning = true;
    next = Deadline.NEVER;
  }

  /** How a scan ended, as far as the time of the next one depends on it. */
  enum Outcome {
    /** Peers are known, and nothing is to be claimed. */
    CONNECTED,
    /** Nobody is known, or a slot is to be claimed. */
    LONELY,
    /** Nobody is known, we are in no slot, and none may be claimed: another scan helps little. */
    BARREN
  }

  /** Schedules the next scan after one has ended. */
  void scanEnded(Outcome outcome, Duration took, Moment now) {
    scanning = false;
    scanTook = took;
    barrenScans = outcome == Outcome.BARREN ? barrenScans + 1 : 0;
    notBefore = now.at().plus(settings.lonely());
    notLaterThan(now.at().plus(Jitter.upToAThirdMore(interval(outcome), random)));
  }

  /** Doubles from the short interval to the long one while scans in a row are barren. */
  private Duration interval(Outcome outcome) {
    if (outcome == Outcome.CONNECTED) {
      return settings.connected();
    }
    Duration interval = settings.lonely();
    for (int i = 1; i < barrenScans && interval.compareTo(settings.connected()) < 0; i++) {
      interval = interval.multipliedBy(2);
    }
    boolean longer = barrenScans > 1 && interval.compareTo(settings.connected()) > 0;
    return longer ? settings.connected() : interval;
  }

  /**
   * Something happened that a look at the slots may mend: no need to sleep on. A scan that is under
   * way is such a look.
   */
  void wake(Moment now) {
    if (!scanning) {
      notLaterThan(notBefore.isBefore(now.at()) ? now.at() : notBefore);
    }
  }

  /**
   * A slot was claimed. Who looked at the slots while we did has not seen our record, nor we
   * theirs: nodes that start together would first know each other after a whole interval. So one
   * more look follows as soon as those others can have claimed, which is about as long as our own
   * look took.
   */
  void claimed(Moment now) {
    Duration others = scanTook.compareTo(SETTLE) < 0 ? SETTLE : scanTook;
    notLaterThan(now.at().plus(Jitter.upToAThirdMore(others, random)));
  }

  /** A scan is wanted at some time at the latest. While one is under way the next follows it. */
  void notLaterThan(Deadline wanted) {
    next = Deadline.min(next, wanted);
  }
}
