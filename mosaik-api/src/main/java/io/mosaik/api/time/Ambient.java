package io.mosaik.api.time;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What a program takes from its surroundings: time that passes, the date, and chance. Built once by
 * {@code main} or the embedder and handed down.
 *
 * <p>Immutable; as thread-safe as its parts, which the parts of {@link #system()} are.
 *
 * @param monotonic measures how long things take
 * @param wallClock tells the date, for timestamps that others read
 * @param random source of chance; cryptographically strong outside tests
 */
public record Ambient(MonotonicClock monotonic, InstantSource wallClock, RandomGenerator random) {

  /** Checks that nothing is missing. */
  public Ambient {
    Objects.requireNonNull(monotonic, "monotonic");
    Objects.requireNonNull(wallClock, "wallClock");
    Objects.requireNonNull(random, "random");
  }

  /**
   * The clocks of this machine and a {@link SecureRandom}.
   *
   * @return a new ambient
   */
  public static Ambient system() {
    return new Ambient(MonotonicClock.system(), InstantSource.system(), new SecureRandom());
  }
}
