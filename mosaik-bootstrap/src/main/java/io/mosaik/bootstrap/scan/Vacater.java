package io.mosaik.bootstrap.scan;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.client.WriteOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.record.PeerRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Empties slots that hold a record of ours: nothing can be removed from the DHT, but a packet
 * without records reads as empty to everybody. Confined to the core's thread.
 */
final class Vacater {

  private record Leaving(Slot slot, String why, Deadline giveUpAt) {}

  private final Stamps stamps;
  private final Outbox outbox;
  private final Duration patience;
  private final Map<Long, Leaving> underWay = new HashMap<>();

  Vacater(Stamps stamps, Outbox outbox, Duration patience) {
    this.stamps = stamps;
    this.outbox = outbox;
    this.patience = patience;
  }

  /** Empties a slot. */
  void vacate(Slot slot, SignedPacket over, Expectations expected, String why, Moment now) {
    SignedPacket empty =
        SignedPacket.sign(
            slot.keys(), stamps.above(Optional.of(over), now), PeerRecord.encodeVacant(slot.key()));
    long id = outbox.write(slot, empty, expected);
    underWay.put(id, new Leaving(slot, why, now.at().plus(patience)));
  }

  boolean isIdle() {
    return underWay.isEmpty();
  }

  /** A write came to its end; whether it was ours. */
  boolean written(long id, WriteOutcome end) {
    Leaving done = underWay.remove(id);
    if (done != null && end instanceof WriteOutcome.Stored) {
      outbox.tell(new BootstrapEvent.SlotVacated(done.slot().index(), done.why()));
    }
    return done != null;
  }

  void expire(Moment now) {
    for (Map.Entry<Long, Leaving> entry : Map.copyOf(underWay).entrySet()) {
      if (entry.getValue().giveUpAt().hasPassed(now.at())) {
        outbox.abandon(entry.getKey());
        underWay.remove(entry.getKey());
      }
    }
  }

  Deadline nextDeadline() {
    return underWay.values().stream().map(Leaving::giveUpAt).reduce(Deadline.NEVER, Deadline::min);
  }
}
