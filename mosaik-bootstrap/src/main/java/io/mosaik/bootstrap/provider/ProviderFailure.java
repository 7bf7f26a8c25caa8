package io.mosaik.bootstrap.provider;

import java.util.Objects;

/**
 * Why a provider is not used.
 *
 * <p>Immutable.
 *
 * @param culprit the class and module of the provider, or of several that contradict each other
 * @param kind what is wrong
 * @param detail what exactly, for people
 */
public record ProviderFailure(String culprit, Kind kind, String detail) {

  /** Checks that nothing is missing. */
  public ProviderFailure {
    Objects.requireNonNull(culprit, "culprit");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(detail, "detail");
  }

  /** What can be wrong with a provider. */
  public enum Kind {
    /** It could not be found or made. */
    UNLOADABLE,
    /** Its id breaks the rules. */
    BAD_ID,
    /** Another provider of the same SPI has the same id. */
    DUPLICATE_ID,
    /** It failed to make an instance. */
    FAILED
  }

  /** One line that names the culprit. */
  @Override
  public String toString() {
    return culprit + ": " + detail;
  }
}
