package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.util.Optional;

/**
 * What a scan found in a slot and what it concluded.
 *
 * <p>Immutable.
 */
record SlotFinding(SlotScan seen, Verdict verdict, String why) {

  Slot slot() {
    return seen.slot();
  }

  int index() {
    return seen.slot().index();
  }

  SlotReading reading() {
    return seen.reading();
  }

  boolean conclusive() {
    return reading().conclusive();
  }

  Optional<SignedPacket> packet() {
    return seen.packet();
  }

  Optional<PeerAddress> address() {
    return seen.address();
  }

  Optional<PeerId> peer() {
    return address().map(PeerAddress::id);
  }

  boolean isRecordOf(PeerId self) {
    return verdict != Verdict.POISONED && peer().filter(self::equals).isPresent();
  }

  SlotReport toReport() {
    return new SlotReport(
        index(),
        slot().key(),
        verdict,
        why,
        reading().toLookup(),
        packet().map(SignedPacket::timestamp),
        address(),
        seen.ping().flatMap(PingTicket::outcome));
  }
}
