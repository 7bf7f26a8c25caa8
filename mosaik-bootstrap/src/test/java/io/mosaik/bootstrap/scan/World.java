package io.mosaik.bootstrap.scan;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.ManualClock;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.record.PeerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Nodes, peers and a DHT in which time passes only when a test says so. */
final class World {

  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  static final NetworkId NETWORK = NetworkId.of("my-app");

  /** How a peer answers pings: after how long, and what. */
  record Answer(Duration after, PingOutcome outcome) {}

  private record Task(Deadline at, long order, Runnable action) {}

  final ManualClock clock = new ManualClock(BEGIN);
  final Random random;
  final Chain chain;
  final SimStore store = new SimStore();
  final List<SimNode> nodes = new ArrayList<>();
  private final Map<PeerId, Function<PeerAddress, Answer>> peers = new HashMap<>();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));
  private long order;

  World(long seed) {
    this(seed, Chain.DEFAULT_DEPTH);
  }

  World(long seed, int depth) {
    this.random = new Random(seed);
    this.chain = Chain.of(NETWORK, depth);
  }

  Moment now() {
    return new Moment(clock.now(), clock.instant());
  }

  Timestamp timestamp() {
    return Timestamp.of(clock.instant());
  }

  /** A timestamp that was the present some time ago. */
  Timestamp ago(Duration age) {
    return Timestamp.of(clock.instant().minus(age));
  }

  void in(Duration delay, Runnable action) {
    tasks.add(new Task(clock.now().plus(delay), order++, action));
  }

  /** Lets time pass. */
  void run(Duration duration) {
    Deadline end = clock.now().plus(duration);
    while (step(end)) {}
    clock.advanceTo(end);
  }

  /** Lets time pass until something holds, at most ten hours. */
  void runUntil(BooleanSupplier condition) {
    Deadline end = clock.now().plus(Duration.ofHours(10));
    while (!condition.getAsBoolean()) {
      if (!step(end)) {
        throw new AssertionError("it never came to that: " + nodes);
      }
    }
  }

  /** Does what is due next, if that is before an end. */
  private boolean step(Deadline end) {
    Deadline next = tasks.isEmpty() ? Deadline.NEVER : tasks.peek().at();
    for (SimNode node : nodes) {
      next = Deadline.min(next, node.core.nextDeadline());
    }
    if (end.isBefore(next)) {
      return false;
    }
    clock.advanceTo(next);
    while (!tasks.isEmpty() && tasks.peek().at().hasPassed(clock.now())) {
      tasks.remove().action().run();
    }
    for (SimNode node : List.copyOf(nodes)) {
      if (node.core.nextDeadline().hasPassed(clock.now())) {
        node.core.expire(now());
        node.drain();
      }
    }
    return true;
  }

  // ---- peers

  KeyPair keys() {
    return KeyPair.generate(random);
  }

  /** A peer that answers pings after 20 ms, properly. */
  PeerAddress healthyPeer(String... addresses) {
    KeyPair keys = keys();
    PeerAddress address = address(keys.peerId(), addresses);
    answer(keys.peerId(), asked -> new Answer(Duration.ofMillis(20), healthy(keys, address)));
    return address;
  }

  /** A peer that never answers. */
  PeerAddress deadPeer(String... addresses) {
    return address(keys().peerId(), addresses);
  }

  /** A peer that answers as told. */
  PeerAddress peerAnswering(PingOutcome outcome, String... addresses) {
    PeerAddress address = deadPeer(addresses);
    answer(address.id(), asked -> new Answer(Duration.ofMillis(20), outcome));
    return address;
  }

  void answer(PeerId id, Function<PeerAddress, Answer> how) {
    peers.put(id, how);
  }

  Optional<SimNode> node(PeerId id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
  }

  Optional<Answer> answerOf(PeerAddress asked) {
    return Optional.ofNullable(peers.get(asked.id())).map(how -> how.apply(asked));
  }

  PingOutcome.Healthy healthy(KeyPair keys, PeerAddress address) {
    return healthy(keys, address, NETWORK);
  }

  PingOutcome.Healthy healthy(KeyPair keys, PeerAddress address, NetworkId network) {
    PeerEntry entry =
        PeerEntry.of(Dialect.V0_3, network, address, BEGIN).updatedAt(clock.instant());
    return new PingOutcome.Healthy(SignedPeerEntry.sign(keys, entry), Duration.ofMillis(7));
  }

  static PeerAddress address(PeerId id, String... addresses) {
    return PeerAddress.of(id, java.util.Arrays.stream(addresses).map(World::transport).toList());
  }

  static TransportAddress transport(String text) {
    return text.startsWith("http")
        ? new TransportAddress.Relay(text)
        : TransportAddress.parseIp(text);
  }

  // ---- slots

  Slot slot(int index) {
    return chain.slot(index);
  }

  SignedPacket record(int slot, PeerAddress address, Timestamp timestamp) {
    return SignedPacket.sign(
        slot(slot).keys(), timestamp, PeerRecord.encode(slot(slot).key(), address));
  }

  /** Puts a record into a slot, a minute old. */
  SignedPacket put(int slot, PeerAddress address) {
    return put(slot, address, ago(Duration.ofMinutes(1)));
  }

  SignedPacket put(int slot, PeerAddress address, Timestamp timestamp) {
    SignedPacket packet = record(slot, address, timestamp);
    store.force(packet);
    return packet;
  }

  /** Puts a record into a slot that its owner has not refreshed in time. */
  SignedPacket putOld(int slot, PeerAddress address) {
    return put(slot, address, ago(Duration.ofMinutes(15)));
  }

  /** Fills every slot. */
  void fill(java.util.function.Supplier<PeerAddress> peer) {
    chain.slots().forEach(slot -> put(slot.index(), peer.get()));
  }

  /** Whose records stand where. */
  Optional<PeerId> holder(int slot) {
    return store
        .get(slot(slot).key())
        .map(PeerRecord::decode)
        .filter(io.mosaik.bootstrap.record.SlotContent.Peer.class::isInstance)
        .map(io.mosaik.bootstrap.record.SlotContent.Peer.class::cast)
        .map(peer -> peer.address().id());
  }

  List<Integer> slotsOf(PeerId id) {
    return chain.slots().stream()
        .map(Slot::index)
        .filter(slot -> holder(slot).filter(id::equals).isPresent())
        .toList();
  }
}
