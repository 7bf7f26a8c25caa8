package io.mosaik.dht;

import java.time.Duration;
import java.util.Objects;

/**
 * The answer to a ping.
 *
 * <p>Immutable.
 *
 * @param node who answered, and from where
 * @param roundTrip how long the answer took, counted from the attempt that it answers
 */
public record Pong(DhtNode node, Duration roundTrip) {

  /** Checks that nothing is missing. */
  public Pong {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(roundTrip, "roundTrip");
  }
}
