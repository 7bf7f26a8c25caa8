package io.mosaik.cli.command;

/** Checks of numbers that options take. */
final class Limits {

  private Limits() {}

  /** Refuses a value outside a range, before anything starts. */
  static void check(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw CommandFailure.usage(option + " takes " + min + " to " + max + ", not " + value);
    }
  }
}
