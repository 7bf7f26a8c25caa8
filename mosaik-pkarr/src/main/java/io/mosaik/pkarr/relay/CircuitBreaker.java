package io.mosaik.pkarr.relay;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Leaves a relay alone that has failed several times in a row, longer each time; afterwards one
 * request finds out whether it works again. Confined to the core's thread.
 */
final class CircuitBreaker {

  /** After so many failures in a row; ours. */
  static final int FAILURES = 3;

  static final Duration FIRST_REST = Duration.ofSeconds(5);
  static final Duration LONGEST_REST = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private int failures;
  private Duration rest = FIRST_REST;
  private Deadline restsUntil = Deadline.ofNanos(Long.MIN_VALUE);
  private boolean probing;

  CircuitBreaker(RandomGenerator random) {
    this.random = random;
  }

  /** Whether a request may be made of this relay. */
  boolean admits(Deadline now) {
    return failures < FAILURES || restsUntil.hasPassed(now) && !probing;
  }

  /** A request is being sent. */
  void sent() {
    probing = failures >= FAILURES;
  }

  /** A request was given up, which says nothing about the relay. */
  void abandoned() {
    probing = false;
  }

  void succeeded() {
    failures = 0;
    probing = false;
    rest = FIRST_REST;
  }

  /** Whether the relay is left alone from now on. */
  boolean failed(Deadline now) {
    probing = false;
    failures++;
    if (failures < FAILURES) {
      return false;
    }
    if (restsUntil.hasPassed(now)) { // those that were under way together count once
      restsUntil = now.plusNanos(rest.toNanos() / 2 + random.nextLong(rest.toNanos() / 2 + 1));
      Duration doubled = rest.multipliedBy(2);
      rest = doubled.compareTo(LONGEST_REST) < 0 ? doubled : LONGEST_REST;
    }
    return true;
  }
}
