package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.bootstrap.address.DialOrigin;
import io.mosaik.bootstrap.model.KnownPeer;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Keeps the live view of peers true: after each scan it pings the peers that no slot named, and has
 * the next scan come sooner when a peer was missed for the first time. Confined to the core's
 * thread.
 */
final class PeerMonitor {

  private final PingDesk desk;
  private final PollSchedule schedule;
  private final PeerTable table;
  private final int pingsPerScan;

  /** A scan that came sooner brings no other one forward: a flapping peer costs one scan more. */
  private boolean isConfirming;

  private boolean isConfirmationDue;

  /**
   * Creates a monitor of an empty view.
   *
   * @param onRemoval is called with each peer that leaves the view
   */
  PeerMonitor(
      PingDesk desk,
      PollSchedule schedule,
      Outbox outbox,
      int pingsPerScan,
      Consumer<PeerId> onRemoval) {
    this.desk = desk;
    this.schedule = schedule;
    this.table = new PeerTable(outbox, onRemoval);
    this.pingsPerScan = pingsPerScan;
  }

  PeerTable table() {
    return table;
  }

  List<KnownPeer> peers() {
    return table.snapshot();
  }

  void scanStarted() {
    isConfirming = isConfirmationDue;
    isConfirmationDue = false;
    table.scanStarted();
  }

  /** A peer proved its identity by pinging this node. */
  void met(PeerId id, Moment now) {
    table.alive(id, now.date());
  }

  void scanEnded(
      Collection<SlotFinding> findings, boolean ownPathWorks, HandOver handOver, Moment now) {
    table.slotsRead(findings, ownPathWorks);
    countMisses(now);
    for (PeerAddress peer : table.unchecked(pingsPerScan)) {
      desk.ask(
          peer,
          DialOrigin.inbound(),
          now,
          (ticket, then) -> {
            handOver.pinged(ticket, OptionalInt.empty(), then);
            countMisses(then);
          });
    }
  }

  private void countMisses(Moment now) {
    if (table.countMisses() && !isConfirming) {
      isConfirmationDue = true;
      schedule.wake(now);
    }
  }
}
