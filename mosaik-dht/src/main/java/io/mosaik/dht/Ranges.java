package io.mosaik.dht;

/** What values settings may have; the caller of a builder hears at once of one that is outside. */
final class Ranges {

  private Ranges() {}

  static int atLeast(int least, int value, String what) {
    if (value < least) {
      throw new IllegalArgumentException("at least " + least + " " + what + ", not " + value);
    }
    return value;
  }

  static <T extends Comparable<T>> T within(T least, T value, T most, String what) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " is from " + least + " to " + most + ", not " + value);
    }
    return value;
  }
}
