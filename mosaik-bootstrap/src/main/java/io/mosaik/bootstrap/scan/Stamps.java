package io.mosaik.bootstrap.scan;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TimestampSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Timestamps of what we sign. Normally the next one of the process; but a packet whose timestamp is
 * not below our clock can only be replaced by a timestamp above it. That one is never fed back: one
 * stranger's date must not become that of all our packets. Confined to the core's thread.
 */
final class Stamps {

  /** Above this no room is left for those who come after us. */
  static final long POISON_MICROS = Long.MAX_VALUE - (1L << 20) + 1;

  private static final int SPREAD_MICROS = 256;

  private final TimestampSource source;
  private final RandomGenerator random;

  Stamps(TimestampSource source, RandomGenerator random) {
    this.source = source;
    this.random = random;
  }

  static boolean isPoisoned(Timestamp timestamp) {
    return timestamp.micros() > POISON_MICROS;
  }

  /** A timestamp above that of the packet to be replaced. */
  Timestamp above(Optional<SignedPacket> replaced, Moment now) {
    if (replaced.isEmpty()) {
      return source.next();
    }
    Timestamp seen = replaced.get().timestamp();
    if (seen.compareTo(now.timestamp()) < 0) {
      Timestamp next = source.next();
      if (next.compareTo(seen) > 0) {
        return next;
      }
    }
    return new Timestamp(seen.micros() + 1 + random.nextInt(SPREAD_MICROS));
  }
}
