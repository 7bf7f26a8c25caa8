package io.mosaik.bootstrap.provider;

/** Signals that the user gave a provider options that it cannot work with. */
public final class OptionException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** Wraps what the provider says about its options. */
  OptionException(String providerId, IllegalArgumentException refused) {
    super("wrong options for '" + providerId + "': " + refused.getMessage(), refused);
  }
}
