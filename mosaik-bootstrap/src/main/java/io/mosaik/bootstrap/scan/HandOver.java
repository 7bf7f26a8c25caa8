package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Hands found peers on, each once per scan, and not too many of one neighbourhood. Confined to the
 * core's thread.
 */
final class HandOver {

  /** The most records remembered that were handed on as unverified; a bound of ours. */
  static final int MAX_UNPROVEN = 1024;

  private final PingDesk desk;
  private final Outbox outbox;
  private final PeerTable peers;
  private final Duration timeToLive;
  private final Set<PeerId> proven = new HashSet<>();
  private final Set<PeerAddress> unproven;

  /**
   * Creates the hand-over of one scan.
   *
   * @param unproven the records that were handed on as unverified already, in this scan or before
   */
  HandOver(
      PingDesk desk,
      Outbox outbox,
      PeerTable peers,
      Duration timeToLive,
      Set<PeerAddress> unproven) {
    this.desk = desk;
    this.outbox = outbox;
    this.peers = peers;
    this.timeToLive = timeToLive;
    this.unproven = unproven;
  }

  /**
   * Creates the memory of records that were handed on as unverified: each is news only once,
   * however many scans find it.
   *
   * @return an empty set; beyond {@value #MAX_UNPROVEN} the oldest record is forgotten
   */
  static Set<PeerAddress> newMemory() {
    return Collections.newSetFromMap(
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<PeerAddress, Boolean> eldest) {
            return size() > MAX_UNPROVEN;
          }
        });
  }

  /** A ping came back: whoever answered is handed on at once. */
  void pinged(PingTicket ticket, OptionalInt slot, Moment now) {
    PingOutcome outcome = ticket.outcome().orElseThrow();
    if (outcome instanceof PingOutcome.AliveUnknownVersion alive) {
      outbox.sample(alive.id(), alive.roundTrip());
      peers.alive(alive.id(), now.date());
    } else if (outcome instanceof PingOutcome.Healthy healthy) {
      healthy(ticket, healthy, slot, now);
    } else if (((PingOutcome.Failed) outcome).reason() == PingOutcome.Reason.BUSY) {
      peers.alive(ticket.record().id(), now.date());
    } else {
      peers.failed(ticket, (PingOutcome.Failed) outcome);
    }
  }

  private void healthy(
      PingTicket ticket, PingOutcome.Healthy healthy, OptionalInt slot, Moment now) {
    PeerId id = ticket.record().id();
    PeerAddress told = toldAddress(ticket, healthy);
    outbox.sample(id, healthy.roundTrip());
    boolean isNew = !proven.contains(id) && desk.mayHandOn(ticket.dialled());
    if (isNew) {
      proven.add(id);
      outbox.tell(
          new BootstrapEvent.PeerDiscovered(told, slot, healthy.entry(), healthy.roundTrip()));
    }
    if (isNew || peers.contains(id)) {
      peers.answered(told, slot, ticket, healthy, now.date());
    }
  }

  /** A record was found that nobody here could ask about. Old ones are not worth mentioning. */
  void unreachable(PeerAddress record, int slot, Timestamp timestamp, Moment now) {
    boolean fresh = now.ageOf(timestamp).abs().compareTo(timeToLive) < 0;
    PeerAddress permitted = desk.permitted(record);
    boolean forbidden = permitted.addresses().isEmpty() && !record.addresses().isEmpty();
    if (!fresh || forbidden || proven.contains(record.id())) {
      return;
    }
    if (unproven.contains(record) && peers.contains(record.id())) {
      peers.recorded(permitted, slot, now.date());
    } else if (!unproven.contains(record) && desk.mayHandOn(permitted)) {
      unproven.add(record);
      outbox.tell(new BootstrapEvent.UnverifiedPeerDiscovered(permitted, slot, timestamp));
      peers.recorded(permitted, slot, now.date());
    }
  }

  boolean hasProven(PeerId id) {
    return proven.contains(id);
  }

  /** The address in the entry is the peer's own word, and no less a stranger's than the record. */
  private PeerAddress toldAddress(PingTicket ticket, PingOutcome.Healthy healthy) {
    PeerAddress told = desk.permitted(healthy.entry().entry().address());
    return told.addresses().isEmpty() ? ticket.dialled() : told;
  }
}
