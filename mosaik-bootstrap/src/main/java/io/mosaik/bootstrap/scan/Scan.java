package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.DialOrigin;
import io.mosaik.bootstrap.model.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * One look at all slots. Every slot runs on its own: what one of them brings is acted upon while
 * the others are still out. Confined to the core's thread.
 */
final class Scan {

  private final long number;
  private final Moment started;
  private final Deadline giveUpAt;
  private final PingDesk desk;
  private final HandOver handOver;
  private final Outbox outbox;
  private final Map<Long, SlotScan> byRead = new LinkedHashMap<>();
  private final Map<PeerAddress, PingTicket> tickets = new HashMap<>();
  private boolean metSomebody;

  /** Starts the lookups, in random order: who comes late is not always the same slot. */
  Scan(
      long number,
      CoreConfig config,
      PingDesk desk,
      HandOver handOver,
      Outbox outbox,
      RandomGenerator random,
      Moment now) {
    this.number = number;
    this.started = now;
    this.giveUpAt = now.at().plus(config.patience());
    this.desk = desk;
    this.handOver = handOver;
    this.outbox = outbox;
    desk.scanStarted();
    List<Slot> order = new ArrayList<>(config.chain().slots());
    shuffle(order, random);
    order.forEach(slot -> byRead.put(outbox.read(slot), new SlotScan(slot, config.self())));
  }

  long number() {
    return number;
  }

  Moment started() {
    return started;
  }

  Duration age(Moment now) {
    return started.at().until(now.at());
  }

  void early(long readId, SignedPacket packet, Moment now) {
    SlotScan slot = byRead.get(readId);
    if (slot != null) {
      slot.early(packet, peer -> ask(peer, slot, false, now));
    }
  }

  /** Whether the end of this lookup belonged here. */
  boolean read(long readId, SlotReading reading, Moment now) {
    SlotScan slot = byRead.get(readId);
    if (slot == null) {
      return false;
    }
    slot.read(reading, peer -> ask(peer, slot, true, now));
    slot.ping().filter(PingTicket::isDone).ifPresent(ticket -> introduce(slot, ticket, now));
    return true;
  }

  /** A peer that met us proved that our own path works. */
  void metSomebody() {
    metSomebody = true;
  }

  /** Counts lookups that do not end by themselves as not conclusive. */
  void expire(Moment now) {
    if (giveUpAt.hasPassed(now.at())) {
      byRead.forEach(
          (id, slot) -> {
            if (!slot.isRead()) {
              outbox.abandon(id);
              read(id, SlotReading.NONE, now);
            }
          });
    }
  }

  Deadline nextDeadline() {
    boolean waiting = byRead.values().stream().anyMatch(slot -> !slot.isRead());
    return waiting ? giveUpAt : Deadline.NEVER;
  }

  boolean isOver() {
    return byRead.values().stream().allMatch(SlotScan::isOver);
  }

  void abandon() {
    byRead.forEach(
        (id, slot) -> {
          if (!slot.isRead()) {
            outbox.abandon(id);
          }
        });
  }

  /** The slots in the order of the chain. */
  List<SlotScan> slots() {
    return byRead.values().stream()
        .sorted(Comparator.comparingInt(slot -> slot.slot().index()))
        .toList();
  }

  /** Whether an answer of the DHT or of a peer showed in this scan that our own path works. */
  boolean ownPathWorks() {
    return metSomebody
        || byRead.values().stream().anyMatch(slot -> slot.reading().heardOverUdp())
        || tickets.values().stream().anyMatch(PingTicket::provesOwnPath);
  }

  /** The same peer in two slots is asked once. */
  private PingTicket ask(PeerAddress peer, SlotScan slot, boolean last, Moment now) {
    DialOrigin origin = new DialOrigin(slot.slot().index(), last);
    slot.packet().ifPresent(packet -> desk.recordSeen(peer, packet.timestamp()));
    PingTicket asked = tickets.get(peer);
    if (asked == null || origin.last() && asked.wasRefused()) {
      asked = desk.ask(peer, origin, now, (ticket, then) -> pinged(ticket, origin.slot(), then));
      tickets.put(peer, asked);
    } else if (origin.last()) {
      desk.hasten(asked, now);
    }
    return asked;
  }

  private void pinged(PingTicket ticket, int slot, Moment now) {
    handOver.pinged(ticket, OptionalInt.of(slot), now);
    for (SlotScan other : byRead.values()) {
      if (other.isRead() && other.ping().filter(ticket::equals).isPresent()) {
        introduce(other, ticket, now);
      }
    }
  }

  /** Hands on as unverified whom we have no way to ask. */
  private void introduce(SlotScan slot, PingTicket ticket, Moment now) {
    if (Verdicts.isBeyondReach(ticket)) {
      handOver.unreachable(
          ticket.record(), slot.slot().index(), slot.packet().orElseThrow().timestamp(), now);
    }
  }

  private static void shuffle(List<Slot> slots, RandomGenerator random) {
    for (int i = slots.size() - 1; i > 0; i--) {
      Collections.swap(slots, i, random.nextInt(i + 1));
    }
  }
}
