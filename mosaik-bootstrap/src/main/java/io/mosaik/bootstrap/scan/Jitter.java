package io.mosaik.bootstrap.scan;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Keeps nodes that started together from acting together. Stateless. */
final class Jitter {

  private Jitter() {}

  /** The duration plus a whole number of milliseconds, at random up to a third of it. */
  static Duration upToAThirdMore(Duration base, RandomGenerator random) {
    return base.plusMillis(random.nextLong(base.toMillis() / 3 + 1));
  }
}
