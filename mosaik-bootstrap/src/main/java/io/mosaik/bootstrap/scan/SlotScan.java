package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One slot in one scan: its lookup, the packets that it brought, and the ping of the peer in the
 * best of them. Confined to the core's thread.
 */
final class SlotScan {

  /** How many peers of one slot are asked before its lookup is over; a bound of ours. */
  static final int MAX_EARLY_PINGS = 4;

  private final Slot slot;
  private final PeerId self;
  private final Map<PeerAddress, PingTicket> tickets = new HashMap<>();
  private Optional<SlotReading> reading = Optional.empty();
  private Optional<SignedPacket> best = Optional.empty();
  private Optional<SlotContent> content = Optional.empty();

  SlotScan(Slot slot, PeerId self) {
    this.slot = slot;
    this.self = self;
  }

  Slot slot() {
    return slot;
  }

  /** A packet came while the lookup goes on. Whoever may be there is asked at once. */
  void early(SignedPacket packet, Function<PeerAddress, PingTicket> ask) {
    if (reading.isEmpty() && consider(packet) && tickets.size() < MAX_EARLY_PINGS) {
      askStranger(ask);
    }
  }

  /** The lookup is over. */
  void read(SlotReading result, Function<PeerAddress, PingTicket> ask) {
    if (reading.isEmpty()) {
      reading = Optional.of(result);
      result.newest().ifPresent(this::consider);
      askStranger(ask);
    }
  }

  boolean isRead() {
    return reading.isPresent();
  }

  boolean isOver() {
    return isRead() && tickets.values().stream().allMatch(PingTicket::isDone);
  }

  SlotReading reading() {
    return reading.orElse(SlotReading.NONE);
  }

  Optional<SignedPacket> packet() {
    return best;
  }

  Optional<SlotContent> content() {
    return content;
  }

  /** The peer in the best packet. */
  Optional<PeerAddress> address() {
    return content
        .filter(SlotContent.Peer.class::isInstance)
        .map(peer -> ((SlotContent.Peer) peer).address());
  }

  /** The ping of the peer in the best packet. */
  Optional<PingTicket> ping() {
    return address().map(tickets::get);
  }

  private boolean consider(SignedPacket packet) {
    boolean better = packet.key().equals(slot.key()) && best.map(packet::compareTo).orElse(1) > 0;
    if (better) {
      best = Optional.of(packet);
      content = Optional.of(PeerRecord.decode(packet));
    }
    return better;
  }

  private void askStranger(Function<PeerAddress, PingTicket> ask) {
    address()
        .filter(peer -> !peer.id().equals(self))
        .ifPresent(peer -> tickets.put(peer, ask.apply(peer)));
  }
}
