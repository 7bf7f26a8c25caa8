package io.mosaik.bootstrap.client;

import io.mosaik.api.spi.DhtException;
import java.util.Locale;

/** What to say about calls that failed. */
final class Failures {

  private Failures() {}

  /** A failure for people; faults have a text already. */
  static String describe(Throwable cause) {
    return cause instanceof DhtException failure
        ? failure.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + ": "
            + failure.getMessage()
        : String.valueOf(cause.getMessage());
  }
}
