package io.mosaik.dht;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * How long the searches for bytes that hurt us go on, and where they begin. A build makes do with
 * {@value #USUAL} datagrams for each target; {@code MOSAIK_FUZZ=1000000} asks for a million, and
 * {@code MOSAIK_FUZZ_SEED} repeats a run.
 */
public final class FuzzBudget {

  private static final int USUAL = 100_000;

  private FuzzBudget() {}

  /** How many datagrams. */
  public static int datagrams() {
    return setting("MOSAIK_FUZZ").map(Integer::parseInt).orElse(USUAL);
  }

  /** Where chance begins: elsewhere in every run, unless told. Print it. */
  public static long seed() {
    return setting("MOSAIK_FUZZ_SEED")
        .map(Long::parseLong)
        .orElseGet(() -> new SecureRandom().nextLong());
  }

  private static Optional<String> setting(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
