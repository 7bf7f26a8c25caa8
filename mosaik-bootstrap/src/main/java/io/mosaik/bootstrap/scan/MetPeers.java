package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.DialOrigin;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.internal.SlidingWindow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Peers that pinged us and proved who they are. Each is pinged back once, at the address it came
 * from, and handed on if it answers: being found is finding. Confined to the core's thread.
 */
final class MetPeers {

  /** How many peers are remembered; a bound of ours. */
  static final int MAX_REMEMBERED = 1024;

  /** How many are told of, and how many are pinged back, within a minute; a bound of ours. */
  static final int MAX_PER_MINUTE = 64;

  /** After this a peer is news again. */
  static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final PeerId self;
  private final PingDesk desk;
  private final Outbox outbox;
  private final SlidingWindow told = new SlidingWindow(MAX_PER_MINUTE, MINUTE_NANOS);
  private final SlidingWindow rate = new SlidingWindow(MAX_PER_MINUTE, MINUTE_NANOS);
  private final Map<PeerId, Deadline> remembered = new LinkedHashMap<>();

  MetPeers(PeerId self, PingDesk desk, Outbox outbox) {
    this.self = self;
    this.desk = desk;
    this.outbox = outbox;
  }

  /** A peer came by. */
  void met(PeerAddress peer, HandOver handOver, Moment now) {
    if (peer.id().equals(self)) {
      return;
    }
    desk.met(peer);
    if (told.tryAcquire(now.at().nanos())) {
      outbox.tell(new BootstrapEvent.PeerMet(peer));
    }
    if (handOver.hasProven(peer.id()) || isRemembered(peer.id(), now)) {
      return;
    }
    if (rate.tryAcquire(now.at().nanos())) {
      remember(peer.id(), now);
      desk.ask(
          peer,
          DialOrigin.inbound(),
          now,
          (ticket, then) -> handOver.pinged(ticket, OptionalInt.empty(), then));
    }
  }

  /** Has a peer pinged back when it comes by again, since it was lost. */
  void forget(PeerId lost) {
    remembered.remove(lost);
  }

  private boolean isRemembered(PeerId id, Moment now) {
    Deadline since = remembered.get(id);
    return since != null && !since.plus(REMEMBERED_FOR).hasPassed(now.at());
  }

  private void remember(PeerId id, Moment now) {
    remembered.remove(id); // and back in, as the youngest
    remembered.put(id, now.at());
    if (remembered.size() > MAX_REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
  }
}
