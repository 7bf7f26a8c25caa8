package io.mosaik.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a packet was signed: microseconds since the Unix epoch. On the wire it is the {@code seq} of
 * BEP 44, a signed 64-bit integer of which negative values are refused.
 *
 * <p>Immutable.
 *
 * @param micros microseconds since 1970-01-01T00:00:00Z, not negative
 */
public record Timestamp(long micros) implements Comparable<Timestamp> {

  /** The earliest timestamp. */
  public static final Timestamp ZERO = new Timestamp(0);

  /** Checks the sign. */
  public Timestamp {
    if (micros < 0) {
      throw new IllegalArgumentException("a timestamp is not negative: " + micros);
    }
  }

  /**
   * The timestamp of a date.
   *
   * @param instant any date from 1970 to the year 294246
   * @return its timestamp, cut to microseconds
   * @throws IllegalArgumentException for a date before 1970
   */
  public static Timestamp of(Instant instant) {
    long whole = Math.multiplyExact(instant.getEpochSecond(), 1_000_000);
    return new Timestamp(Math.addExact(whole, instant.getNano() / 1_000));
  }

  /**
   * This timestamp as a date.
   *
   * @return the date
   */
  public Instant toInstant() {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(micros, other.micros);
  }

  /** The microseconds in decimal. */
  @Override
  public String toString() {
    return Long.toString(micros);
  }
}
