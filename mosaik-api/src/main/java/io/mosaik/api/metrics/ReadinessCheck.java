package io.mosaik.api.metrics;

import java.util.Optional;

/** An object that knows whether it can do its job at present. Thread-safe. */
@FunctionalInterface
public interface ReadinessCheck {

  /**
   * Tells what keeps this object from doing its job. Does not block.
   *
   * @return the reason, in one sentence without a full stop; empty if it can do its job
   */
  Optional<String> unreadyReason();
}
