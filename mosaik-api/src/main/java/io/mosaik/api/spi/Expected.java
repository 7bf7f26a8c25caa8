package io.mosaik.api.spi;

import io.mosaik.api.Timestamp;
import java.util.Objects;

/**
 * What a writer believes to be stored already: the {@code cas} of BEP 44.
 *
 * <p>Immutable.
 */
public sealed interface Expected {

  /**
   * Anything or nothing: the write is unconditional, {@code cas} is not sent.
   *
   * @return no expectation
   */
  static Expected any() {
    return Any.INSTANCE;
  }

  /**
   * Nothing: {@code cas} is 0 on the wire, which is ignored where nothing is stored and refused
   * where something is.
   *
   * @return the expectation of an empty key
   */
  static Expected absent() {
    return Absent.INSTANCE;
  }

  /**
   * A packet with this timestamp.
   *
   * @param timestamp of the packet
   * @return the expectation of that packet
   */
  static Expected timestamp(Timestamp timestamp) {
    return new At(timestamp);
  }

  /** No expectation. */
  enum Any implements Expected {
    /** The only instance. */
    INSTANCE
  }

  /** The expectation of an empty key. */
  enum Absent implements Expected {
    /** The only instance. */
    INSTANCE
  }

  /**
   * The expectation of a packet.
   *
   * @param timestamp of the packet
   */
  record At(Timestamp timestamp) implements Expected {

    /** Checks that nothing is missing. */
    public At {
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }
}
