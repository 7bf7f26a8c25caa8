package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * One node and random requests of its owner, in a network whose nodes answer, lose, delay, repeat,
 * refuse and make up answers, on virtual time.
 *
 * <p>Confined to the test's thread.
 */
final class OperationSchedule {

  /**
   * A put is a lookup, a store round, and both once more; a put that waits for one, two of them.
   */
  private static final int MOST_PARTS = 16;

  private static final Duration ACTIVE = Duration.ofSeconds(5);
  private static final Bytes TOKEN = Bytes.fromHex("aabb");
  private static final List<SignedPacket> PACKETS = packets();

  private final Random random;
  private final int nodes;
  private final double loss;
  private final double lies;
  private final double refusals;
  private final double late;
  private final DhtCore core;
  private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
  private final Map<Long, Command.Request<?>> open = new HashMap<>();
  private final Set<Long> cancelled = new HashSet<>();
  private final Map<InetSocketAddress, NodeInfo> alive = new HashMap<>();
  private final List<NodeInfo> named = new ArrayList<>();
  private Deadline now = Deadline.ofNanos(0);
  private long requests;
  private long order;

  private record Arrival(Deadline at, long order, Datagram datagram)
      implements Comparable<Arrival> {
    @Override
    public int compareTo(Arrival other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  OperationSchedule(Random random) {
    this.random = random;
    this.nodes = random.nextInt(30);
    this.loss = random.nextDouble() * random.nextDouble();
    this.lies = random.nextDouble() * random.nextDouble();
    this.refusals = random.nextInt(3) == 0 ? random.nextDouble() : 0;
    this.late = random.nextDouble() * random.nextDouble();
    boolean contacts = random.nextInt(8) > 0;
    this.core =
        new DhtCore(
            NodeConfig.defaults(random.nextBoolean(), contacts), random, new Counters(), now);
    for (int i = 0; i < 2 * nodes; i++) {
      byte[] host = {(byte) (20 + random.nextInt(60)), (byte) random.nextInt(256), 1, 1};
      InetSocketAddress address = Swarm.address(host, 6881);
      NodeInfo node = new NodeInfo(NodeId.secureFor(address.getAddress(), random), address);
      named.add(node);
      if (i < nodes) {
        alive.put(address, node);
      }
    }
  }

  void check() {
    int wanted = 1 + random.nextInt(12);
    Deadline bound = now.plus(ACTIVE).plus(QueryEngine.LEAST_LIFETIME.multipliedBy(MOST_PARTS));
    drain();
    while (requests < wanted) {
      runUntil(now.plus(Duration.ofMillis(random.nextInt((int) ACTIVE.toMillis() / wanted))));
      act();
    }
    while (!open.isEmpty() && !bound.hasPassed(now)) {
      step(bound);
    }
    assertTrue(open.isEmpty(), () -> open + " have not ended; " + this);
    // What keeps the node in the network may be under way, but not always.
    Deadline idle = now.plus(QueryEngine.LEAST_LIFETIME.multipliedBy(4));
    while (core.openWork() > 1 && !idle.hasPassed(now)) {
      step(idle);
    }
    assertEquals(1, core.openWork(), () -> "only the round of pings goes on; " + this);
  }

  private void act() {
    drain();
    if (random.nextInt(6) == 0 && requests > 0) {
      long id = 1 + random.nextInt((int) requests);
      if (open.remove(id) != null) {
        cancelled.add(id);
      }
      accept(new Command.Cancel(id));
      return;
    }
    Command.Request<?> request = request(++requests);
    open.put(request.id(), request);
    accept(request);
  }

  private Command.Request<?> request(long id) {
    SignedPacket packet = PACKETS.get(random.nextInt(PACKETS.size()));
    NodeId target = MutableItem.of(packet).target();
    switch (random.nextInt(9)) {
      case 0:
        return new Command.GetMutable(id, packet.key(), Bytes.EMPTY);
      case 1:
        return new Command.GetImmutable(id, target);
      case 2:
        return new Command.PutImmutable(id, BencodedValue.ofString(Bytes.fromHex("0a")));
      case 3:
        return new Command.FindNode(id, target);
      case 4:
        return new Command.GetPeers(id, target);
      case 5:
        return new Command.AnnouncePeer(id, target, OptionalInt.empty());
      case 6:
        return new Command.Ping(
            id, named.isEmpty() ? Swarm.address(new byte[] {9, 9, 9, 9}, 9) : any().address());
      case 7:
        return new Command.Resolve(id, packet.key());
      default:
        OptionalLong cas =
            random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(3));
        return new Command.PutMutable(id, MutableItem.of(packet), cas);
    }
  }

  private void runUntil(Deadline end) {
    while (now.isBefore(end)) {
      step(end);
    }
  }

  /** To whatever comes next, but not beyond a time. */
  private void step(Deadline end) {
    Deadline next = core.nextDeadline();
    if (!arrivals.isEmpty()) {
      next = Deadline.min(next, arrivals.peek().at);
    }
    next = Deadline.min(next, end);
    now = next.isBefore(now) ? now : next;
    while (!arrivals.isEmpty() && arrivals.peek().at.hasPassed(now)) {
      core.receive(arrivals.poll().datagram, now);
    }
    if (core.nextDeadline().hasPassed(now)) {
      core.expire(now);
    }
    drain();
  }

  private void accept(Command command) {
    core.accept(command, now);
    drain();
  }

  private void drain() {
    for (Optional<Datagram> out = core.pollTransmit(); out.isPresent(); out = core.pollTransmit()) {
      answer(out.get());
    }
    for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
      if (event.get() instanceof Event.Completed<?> completed) {
        ended(completed.request().id());
      } else if (event.get() instanceof Event.Failed failed) {
        ended(failed.request().id());
      } else if (event.get() instanceof Event.ContactsWanted) {
        accept(new Command.Contacts(contacts()));
      }
    }
  }

  private void ended(long id) {
    assertTrue(open.remove(id) != null, () -> id + " ended twice or after it was cancelled");
  }

  private List<InetSocketAddress> contacts() {
    List<InetSocketAddress> contacts = new ArrayList<>();
    for (int i = named.isEmpty() ? 0 : random.nextInt(6); i > 0; i--) {
      contacts.add(any().address());
    }
    return contacts;
  }

  private NodeInfo any() {
    return named.get(random.nextInt(named.size()));
  }

  private void answer(Datagram out) {
    NodeInfo self = alive.get(out.peer());
    if (self == null || random.nextDouble() < loss || !(decode(out) instanceof Query query)) {
      return;
    }
    Bytes answer = KrpcCodec.encode(answerTo(query, self));
    int copies = random.nextInt(20) == 0 ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      int millis = random.nextDouble() < late ? random.nextInt(6000) : 1 + random.nextInt(30);
      Datagram back = new Datagram(out.peer(), answer);
      arrivals.add(new Arrival(now.plus(Duration.ofMillis(millis)), order++, back));
    }
  }

  private KrpcMessage answerTo(Query query, NodeInfo self) {
    Bytes transaction = query.transaction();
    if (random.nextDouble() < refusals) {
      int code = 201 + random.nextInt(8);
      return new KrpcError(transaction, Optional.empty(), random.nextBoolean() ? 301 : code, "no");
    }
    boolean liar = random.nextDouble() < lies;
    List<NodeInfo> told = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      NodeInfo one = any();
      told.add(liar ? new NodeInfo(NodeId.random(random), one.address()) : one);
    }
    ResponseBody body;
    if (query.stores()) {
      body = new ResponseBody.Acknowledgement();
    } else if (random.nextInt(8) == 0) {
      SignedPacket packet = PACKETS.get(random.nextInt(PACKETS.size()));
      body = new ResponseBody.MutableValue(told, Optional.of(TOKEN), MutableItem.of(packet));
    } else if (random.nextInt(8) == 0) {
      body = new ResponseBody.FoundNodes(told);
    } else {
      body = new ResponseBody.NoValues(told, Optional.of(TOKEN));
    }
    NodeId sender = liar && random.nextInt(3) == 0 ? NodeId.random(random) : self.id();
    return new Response(transaction, sender, Optional.empty(), false, body);
  }

  private static KrpcMessage decode(Datagram datagram) {
    try {
      return KrpcCodec.decode(datagram.payload());
    } catch (KrpcException ours) {
      throw new AssertionError(ours);
    }
  }

  /** A few of each of two keys. */
  private static List<SignedPacket> packets() {
    Random fixed = new Random(1);
    List<SignedPacket> packets = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      KeyPair key = KeyPair.generate(fixed);
      for (int seq = 0; seq < 3; seq++) {
        packets.add(SignedPacket.sign(key, new Timestamp(seq), Bytes.fromHex("c0ffee")));
      }
    }
    return packets;
  }

  @Override
  public String toString() {
    return nodes
        + " nodes, loss "
        + loss
        + ", lies "
        + lies
        + ", late "
        + late
        + ", open work "
        + core.openWork()
        + ", cancelled "
        + cancelled
        + ", at "
        + now;
  }
}
