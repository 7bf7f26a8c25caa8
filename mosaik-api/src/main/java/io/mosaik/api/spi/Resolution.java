package io.mosaik.api.spi;

import io.mosaik.api.SignedPacket;
import java.util.Objects;
import java.util.Optional;

/**
 * The end of a lookup.
 *
 * <p>Immutable.
 *
 * @param newest the most recent packet that was found; empty if there was none
 * @param asked how many nodes were asked
 * @param answered how many of them answered properly
 * @param conclusive whether "nothing newer" may be believed: at least 8 of the 20 closest known
 *     nodes answered, or all of a smaller network, or any 20 when nothing more could be waited for
 */
public record Resolution(
    Optional<SignedPacket> newest, int asked, int answered, boolean conclusive) {

  /** Checks the counts. */
  public Resolution {
    Objects.requireNonNull(newest, "newest");
    if (asked < 0 || answered < 0 || answered > asked) {
      throw new IllegalArgumentException(answered + " answers to " + asked + " queries");
    }
  }
}
