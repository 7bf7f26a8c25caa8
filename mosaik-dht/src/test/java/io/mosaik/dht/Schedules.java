package io.mosaik.dht;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Budget and seeds of the property tests that run a state machine through random schedules. A build
 * makes do with {@value #USUAL} schedules each; {@code MOSAIK_SCHEDULES=1000000} asks for a million
 * and {@code MOSAIK_SCHEDULES_SEED} repeats a run.
 */
public final class Schedules {

  private static final int USUAL = 5_000;

  private Schedules() {}

  /** Returns how many schedules to run. */
  public static int count() {
    return setting("MOSAIK_SCHEDULES").map(Integer::parseInt).orElse(USUAL);
  }

  /** Checks a property with one seed for each schedule, on all cores; names the seed that fails. */
  public static void check(String what, Seeds.Property property) {
    check(what, count(), property);
  }

  /** Checks a property with so many seeds, on all cores; names the seed that fails. */
  public static void check(String what, int count, Seeds.Property property) {
    long first =
        setting("MOSAIK_SCHEDULES_SEED")
            .map(Long::parseLong)
            .orElseGet(() -> new SecureRandom().nextLong() >>> 16);
    LongStream.range(first, first + count)
        .parallel()
        .forEach(
            seed -> {
              try {
                property.check(new Random(seed));
              } catch (Exception | AssertionError failure) {
                throw new AssertionError(
                    "with MOSAIK_SCHEDULES=1 MOSAIK_SCHEDULES_SEED=" + seed + ": " + failure,
                    failure);
              }
            });
    System.out.printf(
        Locale.ROOT, "%d schedules of %s; MOSAIK_SCHEDULES_SEED=%d%n", count, what, first);
  }

  private static Optional<String> setting(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
