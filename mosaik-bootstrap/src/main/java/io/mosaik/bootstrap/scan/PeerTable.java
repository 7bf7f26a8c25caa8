package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapEvent.LossReason;
import io.mosaik.bootstrap.model.KnownPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Live view of the peers of a network: bounded, with a failure count for each peer. A peer is
 * removed when the pings of two scans in a row failed while this node's own path was seen working;
 * an unverified peer when its record is gone. Confined to the core's thread.
 */
final class PeerTable {

  /** The most peers in the view; a bound of ours. */
  static final int MAX_PEERS = 1024;

  /** How many scans in a row have to miss a peer before it is lost; ours. */
  static final int MISSES_UNTIL_LOST = 2;

  private static final class Row {
    KnownPeer peer;

    /** The addresses of the last successful ping: a failure elsewhere proves nothing. */
    Set<TransportAddress> reachedAt = Set.of();

    int misses;
    boolean seenInScan;
    boolean recordWasRemoved;
    long checkedInScan;
    Optional<PingOutcome.Failed> failedInScan = Optional.empty();

    Row(KnownPeer peer) {
      this.peer = peer;
    }
  }

  private final Outbox outbox;
  private final Consumer<PeerId> onRemoval;
  private final Map<PeerId, Row> rows = new LinkedHashMap<>();
  private List<KnownPeer> snapshot = List.of();
  private boolean changed;
  private boolean pathWorks;
  private long scans;

  /**
   * Makes an empty view.
   *
   * @param outbox takes the events of the view
   * @param onRemoval is called with each peer that leaves the view
   */
  PeerTable(Outbox outbox, Consumer<PeerId> onRemoval) {
    this.outbox = outbox;
    this.onRemoval = onRemoval;
  }

  /** Returns the view as an immutable list, in the order in which the peers entered it. */
  List<KnownPeer> snapshot() {
    if (changed) {
      snapshot = rows.values().stream().map(row -> row.peer).toList();
      changed = false;
    }
    return snapshot;
  }

  boolean contains(PeerId id) {
    return rows.containsKey(id);
  }

  /** Forgets what the last scan saw. */
  void scanStarted() {
    scans++;
    for (Row row : rows.values()) {
      row.seenInScan = false;
      row.failedInScan = Optional.empty();
    }
  }

  /** Enters or updates a peer that answered a ping. */
  void answered(
      PeerAddress told, OptionalInt slot, PingTicket ticket, PingOutcome.Healthy by, Instant date) {
    Row row = put(told, slot, Optional.of(by.entry()), Optional.of(by.roundTrip()), date);
    row.reachedAt = Set.copyOf(ticket.dialled().addresses());
    alive(row);
  }

  /** Enters or updates a peer whose record was found and that no pinger can ask. */
  void recorded(PeerAddress record, int slot, Instant date) {
    Row row = rows.get(record.id());
    if (row == null || !row.peer.isVerified()) {
      alive(put(record, OptionalInt.of(slot), Optional.empty(), Optional.empty(), date));
    }
  }

  /**
   * Notes a sign of life of a peer that is in the view: it pinged us, or speaks a newer version.
   */
  void alive(PeerId id, Instant date) {
    Row row = rows.get(id);
    if (row != null) {
      KnownPeer old = row.peer;
      replace(
          row,
          new KnownPeer(
              old.address(), old.slot(), old.entry(), old.roundTrip(), old.firstSeen(), date));
      alive(row);
    }
  }

  /** Notes a ping that failed; what it means is decided when the scan is over. */
  void failed(PingTicket ticket, PingOutcome.Failed outcome) {
    Row row = rows.get(ticket.record().id());
    if (row != null
        && outcome.reason().isAttributableToPeer()
        && ticket.dialled().addresses().containsAll(row.reachedAt)) {
      row.failedInScan = Optional.of(outcome);
    }
  }

  /**
   * Takes in what a scan that is over found in the slots. Removes the unverified peers whose
   * records conclusive lookups no longer find.
   *
   * @param ownPathWorks whether this node's own path was seen working in the scan
   */
  void slotsRead(Collection<SlotFinding> findings, boolean ownPathWorks) {
    pathWorks = ownPathWorks;
    Set<PeerId> present = new HashSet<>();
    Set<Integer> conclusive = new HashSet<>();
    for (SlotFinding finding : findings) {
      finding.peer().ifPresent(present::add);
      if (finding.conclusive()) {
        conclusive.add(finding.index());
      }
    }
    for (Row row : List.copyOf(rows.values())) {
      boolean recordIsGone =
          row.peer.slot().isPresent() && conclusive.contains(row.peer.slot().getAsInt());
      if (row.peer.isVerified()) {
        if (recordIsGone && !present.contains(row.peer.id())) {
          replace(row, inNoSlot(row.peer));
          row.recordWasRemoved = true;
        }
      } else if (recordIsGone && !row.seenInScan) {
        remove(row, LossReason.RECORD_GONE, "no recent record of it is stored any more");
      }
    }
  }

  /**
   * Counts the failed pings since the last call, and removes the peers that are lost. A failure
   * counts if the last scan saw our own path working, or if the peer's record was conclusively
   * removed from its slot.
   *
   * @return whether a peer was missed for the first time, so that another scan soon would settle it
   */
  boolean countMisses() {
    boolean isMissed = false;
    for (Row row : List.copyOf(rows.values())) {
      boolean isConclusive = pathWorks || row.recordWasRemoved;
      if (row.failedInScan.isPresent() && !row.seenInScan && isConclusive) {
        isMissed |= miss(row, row.failedInScan.get());
        row.failedInScan = Optional.empty();
        row.seenInScan = true; // settled for this scan
      }
    }
    return isMissed;
  }

  private boolean miss(Row row, PingOutcome.Failed failure) {
    row.misses++;
    if (row.misses < MISSES_UNTIL_LOST) {
      return true;
    }
    remove(
        row,
        LossReason.valueOf(failure.reason().name()),
        row.misses + " scans in a row could not reach it; last: " + failure.detail());
    return false;
  }

  /** Returns verified peers that this scan neither saw nor asked, least recently checked first. */
  List<PeerAddress> unchecked(int most) {
    return rows.values().stream()
        .filter(row -> row.peer.isVerified() && !row.seenInScan && row.failedInScan.isEmpty())
        .sorted(Comparator.comparingLong(row -> row.checkedInScan))
        .limit(most)
        .peek(row -> row.checkedInScan = scans)
        .map(row -> PeerAddress.of(row.peer.id(), row.reachedAt))
        .toList();
  }

  private void alive(Row row) {
    row.misses = 0;
    row.recordWasRemoved = false;
    row.checkedInScan = scans;
    row.seenInScan = true;
    row.failedInScan = Optional.empty();
  }

  private Row put(
      PeerAddress address,
      OptionalInt slot,
      Optional<SignedPeerEntry> entry,
      Optional<Duration> roundTrip,
      Instant date) {
    Row row = rows.get(address.id());
    changed = true;
    if (row == null) {
      makeRoom();
      row = new Row(new KnownPeer(address, slot, entry, roundTrip, date, date));
      rows.put(address.id(), row);
      outbox.tell(new BootstrapEvent.PeerAdded(row.peer));
    } else {
      OptionalInt where = slot.isPresent() ? slot : row.peer.slot();
      replace(row, new KnownPeer(address, where, entry, roundTrip, row.peer.firstSeen(), date));
    }
    return row;
  }

  private void replace(Row row, KnownPeer peer) {
    KnownPeer before = row.peer;
    row.peer = peer;
    changed = true;
    if (peer.differsFrom(before)) {
      outbox.tell(new BootstrapEvent.PeerUpdated(before, peer));
    }
  }

  private static KnownPeer inNoSlot(KnownPeer peer) {
    return new KnownPeer(
        peer.address(),
        OptionalInt.empty(),
        peer.entry(),
        peer.roundTrip(),
        peer.firstSeen(),
        peer.lastSeen());
  }

  private void makeRoom() {
    if (rows.size() >= MAX_PEERS) {
      rows.values().stream()
          .min(Comparator.comparing(row -> row.peer.lastSeen()))
          .ifPresent(
              row ->
                  remove(
                      row, LossReason.EVICTED, "the view holds " + MAX_PEERS + " peers at most"));
    }
  }

  private void remove(Row row, LossReason reason, String detail) {
    rows.remove(row.peer.id());
    changed = true;
    onRemoval.accept(row.peer.id());
    outbox.tell(new BootstrapEvent.PeerLost(row.peer, reason, detail));
  }
}
