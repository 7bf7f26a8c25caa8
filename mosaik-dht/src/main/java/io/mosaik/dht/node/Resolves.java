package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.lookup.Lookup;
import io.mosaik.dht.lookup.LookupOutcome;
import io.mosaik.dht.lookup.MostRecentItem;
import io.mosaik.dht.lookup.QueryTemplate;
import io.mosaik.dht.routing.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks most recent packets up. Who wants what is being looked up already shares that lookup, as in
 * mainline: nodes of one network that share a DHT node all look at the same slots.
 *
 * <p>Confined to the core's thread.
 */
final class Resolves {

  /** A lookup that is older says too little about the present to be joined. Our choice. */
  static final Duration JOIN_WITHIN = Duration.ofSeconds(1);

  private final Lookups lookups;
  private final RecentResponders recent;
  private final OwnItems ownItems;
  private final Consumer<Event> events;
  private final Map<NodeId, Shared> open = new HashMap<>();

  Resolves(Lookups lookups, RecentResponders recent, OwnItems ownItems, Consumer<Event> events) {
    this.lookups = lookups;
    this.recent = recent;
    this.ownItems = ownItems;
    this.events = events;
  }

  /** Looks up; what ends it early is returned. */
  Runnable resolve(Command.Resolve request, Deadline now) {
    NodeId target = MutableItem.target(request.key(), Bytes.EMPTY);
    Shared shared = open.get(target);
    if (shared == null || shared.started.plus(JOIN_WITHIN).hasPassed(now)) {
      shared = new Shared(request.key(), target, now);
      open.put(target, shared);
      shared.start(request, now);
    } else {
      shared.join(request);
    }
    Shared joined = shared;
    return () -> joined.leave(request);
  }

  /** Returns how many lookups may be joined. */
  int open() {
    return open.size();
  }

  /** A write has ended: who reads from now on wants to see what has become of it. */
  void written(NodeId target) {
    open.remove(target);
  }

  private static Optional<SignedPacket> packetOf(PublicKey key, MutableItem item) {
    Optional<Bytes> payload = item.value().string();
    if (payload.isEmpty()) {
      return Optional.empty();
    }
    try {
      Timestamp timestamp = new Timestamp(item.seq());
      return Optional.of(SignedPacket.verified(key, item.signature(), timestamp, payload.get()));
    } catch (InvalidPacketException notGenuine) {
      return Optional.empty();
    }
  }

  /** One lookup, and all who wait for it. */
  private final class Shared {
    private final NodeId target;
    private final Deadline started;
    private final List<Command.Resolve> waiting = new ArrayList<>();
    private final MostRecentItem<SignedPacket> newest;
    private Optional<Lookup> lookup = Optional.empty();

    private Shared(PublicKey key, NodeId target, Deadline now) {
      this.target = target;
      this.started = now;
      this.newest =
          new MostRecentItem<>(key, Bytes.EMPTY, item -> packetOf(key, item), this::improved);
    }

    private void start(Command.Resolve request, Deadline now) {
      waiting.add(request);
      lookup =
          Optional.of(
              lookups.start(target, QueryTemplate.get(target), newest, true, this::ended, now));
    }

    private void join(Command.Resolve request) {
      waiting.add(request);
      newest.best().ifPresent(packet -> events.accept(new Event.Improved(request, packet)));
    }

    private void leave(Command.Resolve request) {
      waiting.remove(request);
      if (waiting.isEmpty()) {
        open.remove(target, this);
        lookup.ifPresent(lookups::cancel);
      }
    }

    private void improved(SignedPacket packet) {
      waiting.forEach(request -> events.accept(new Event.Improved(request, packet)));
    }

    /** Whoever hears nobody has no part in the network: its own word alone proves nothing. */
    private void ended(LookupOutcome outcome, Deadline now) {
      open.remove(target, this);
      recent.remember(target, outcome, now);
      if (outcome.answered() > 0) {
        ownItems.mutable(target, now).ifPresent(newest::offer);
      }
      Resolution resolution =
          new Resolution(newest.best(), outcome.asked(), outcome.answered(), outcome.conclusive());
      waiting.forEach(request -> events.accept(new Event.Completed<>(request, resolution)));
    }
  }
}
