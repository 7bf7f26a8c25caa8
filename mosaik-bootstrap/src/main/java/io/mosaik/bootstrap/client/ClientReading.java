package io.mosaik.bootstrap.client;

import io.mosaik.api.SignedPacket;
import java.util.Objects;
import java.util.Optional;

/**
 * What one DHT client says about a key.
 *
 * <p>Immutable.
 *
 * @param client its name, unique among the clients of a node
 * @param asked how many nodes it asked; 0 if it failed
 * @param answered how many of them answered properly
 * @param conclusive whether its "nothing newer" may be believed
 * @param newest the most recent packet of the key that it found, also if it failed afterwards
 * @param failure why its answer is not complete, for people
 * @param overUdp whether its answers prove that our own UDP works
 */
public record ClientReading(
    String client,
    int asked,
    int answered,
    boolean conclusive,
    Optional<SignedPacket> newest,
    Optional<String> failure,
    boolean overUdp) {

  /** Checks that nothing is missing. */
  public ClientReading {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(newest, "newest");
    Objects.requireNonNull(failure, "failure");
  }
}
