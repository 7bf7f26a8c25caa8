package io.mosaik.pkarr.relay;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException.Reason;
import java.time.Duration;

/**
 * What a reply means.
 *
 * <p>Implementations are immutable.
 */
sealed interface Judgement {

  /** The relay has a packet of the key, and its signature holds. */
  record Found(SignedPacket packet) implements Judgement {}

  /** The relay has nothing under the key. */
  enum Nothing implements Judgement {
    INSTANCE
  }

  /** The relay knows that something is stored which it may not hand on, being no DNS packet. */
  record NotAPacket(String detail) implements Judgement {}

  /** The packet is stored. */
  enum Stored implements Judgement {
    INSTANCE
  }

  /** The relay works, and did not store the packet. */
  record Refused(Reason reason, String detail) implements Judgement {}

  /** A cache on the way is broken: to be asked once more, past all caches. */
  record BrokenCache(String detail) implements Judgement {}

  /** The relay wants to be left alone for a while. */
  record Throttled(Duration pause) implements Judgement {}

  /** The relay does not work, or lies. */
  record Faulty(String detail) implements Judgement {}
}
