package io.mosaik.dht;

import java.security.SecureRandom;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Runs random tests with a few seeds that never change, and one of today; names the one at fault.
 */
public final class Seeds {

  /** A statement that must hold whatever chance brings. */
  @FunctionalInterface
  public interface Property {

    /** Fails if it does not hold. */
    void check(Random random) throws Exception;
  }

  private Seeds() {}

  /** Checks a statement with every seed, and beside them with those that once found a bug. */
  public static void check(Property property, long... pinned) {
    LongStream.concat(
            LongStream.concat(LongStream.of(pinned), LongStream.rangeClosed(1, 5)),
            new SecureRandom().longs(1))
        .forEach(
            seed -> {
              try {
                property.check(new Random(seed));
              } catch (Exception | AssertionError failure) {
                throw new AssertionError("with seed " + seed + ": " + failure, failure);
              }
            });
  }
}
