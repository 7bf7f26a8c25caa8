package io.mosaik.bootstrap.scan;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.Slot;
import java.util.Optional;

/**
 * The slot that we hold, or believe to hold.
 *
 * <p>Immutable.
 *
 * @param slot which one
 * @param packet our newest record in it
 * @param since when it became ours
 * @param publishedAt when this process last stored a record there; empty if we found it there
 * @param confirmed whether the packet was read back
 */
record Held(
    Slot slot,
    SignedPacket packet,
    Deadline since,
    Optional<Deadline> publishedAt,
    boolean confirmed) {

  Held asConfirmed() {
    return new Held(slot, packet, since, publishedAt, true);
  }

  Held unconfirmed() {
    return new Held(slot, packet, since, publishedAt, false);
  }
}
