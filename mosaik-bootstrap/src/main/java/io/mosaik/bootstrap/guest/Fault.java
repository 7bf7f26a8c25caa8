package io.mosaik.bootstrap.guest;

import java.util.Objects;

/**
 * Something that an instance or a provider did against the contract of its SPI.
 *
 * <p>Immutable.
 *
 * @param guest who
 * @param operation in which method
 * @param kind in which way
 * @param detail what exactly, for people; empty if the kind says it all
 */
public record Fault(String guest, String operation, Kind kind, String detail) {

  /** The most characters of a detail; the rest is cut off. */
  public static final int MAX_DETAIL = 300;

  /** Checks that nothing is missing and cuts the detail. */
  public Fault {
    Objects.requireNonNull(guest, "guest");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(kind, "kind");
    detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }

  /** The ways to go wrong. */
  public enum Kind {
    /** It threw, at once or later, what it must not throw. */
    THREW("threw"),
    /** It returned null, or completed with it. */
    RETURNED_NULL("returned null"),
    /** It did not come back in time. */
    HUNG("did not come back in time"),
    /** What it said cannot be true. */
    LIED("said what cannot be true"),
    /** It is so slow that more work than can be kept was waiting for it. */
    OVERFLOWED("is too slow, so that something was lost");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** One line, such as {@code quic.ping threw: java.lang.IllegalStateException: no socket}. */
  @Override
  public String toString() {
    return guest + "." + operation + " " + kind.text + (detail.isEmpty() ? "" : ": " + detail);
  }
}
