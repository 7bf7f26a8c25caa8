package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.lookup.NetworkSize;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Many cores that talk to each other over a network that exists in here only: with latency, loss
 * and death, on virtual time, and the same for the same seed.
 *
 * <p>Confined to the test's thread.
 */
final class Swarm {

  /** What fits into one Ethernet frame; a well-behaved node sends nothing larger. */
  static final int MAX_PAYLOAD = 1472;

  private final Random random;
  private final long seed;
  private final Map<InetSocketAddress, Member> members = new HashMap<>();
  private final Map<InetSocketAddress, Function<Datagram, Optional<Bytes>>> puppets =
      new HashMap<>();
  private final List<Member> inOrder = new ArrayList<>();
  private final PriorityQueue<Delivery> inFlight = new PriorityQueue<>();
  private Deadline now = Deadline.ofNanos(0);
  private Duration leastLatency = Duration.ofMillis(1);
  private Duration mostLatency = Duration.ofMillis(2);
  private double loss;
  private boolean credulous;
  private long deliveries;
  private long fingerprint;

  Swarm(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** How long a datagram is under way, one way. */
  Swarm latency(Duration least, Duration most) {
    leastLatency = least;
    mostLatency = most;
    return this;
  }

  /** Which part of all datagrams is lost. */
  Swarm loss(double part) {
    loss = part;
    return this;
  }

  /** Members that are added from now on look no farther than the 20 closest nodes. */
  Swarm credulous() {
    credulous = true;
    return this;
  }

  /** Somebody who follows no rules and answers each datagram as they like. */
  void addPuppet(InetSocketAddress address, Function<Datagram, Optional<Bytes>> answers) {
    puppets.put(address, answers);
  }

  /** A server at a public address of its own; the first one knows nobody. */
  Member addServer() {
    return add(publicAddress(), true, inOrder.isEmpty() ? List.of() : List.of(contact()));
  }

  /** A client that enters through a member which is alive. */
  Member addClient() {
    return add(publicAddress(), false, List.of(contact()));
  }

  /** A client with several addresses to enter through, as it should have on a bad link. */
  Member addClient(int contacts) {
    return add(publicAddress(), false, Stream.generate(this::contact).limit(contacts).toList());
  }

  /** A member at any address. */
  Member add(InetSocketAddress address, boolean server, List<InetSocketAddress> contacts) {
    return add(address, NodeMode.of(server), contacts);
  }

  /** A member of any kind at any address. */
  Member add(InetSocketAddress address, NodeMode mode, List<InetSocketAddress> contacts) {
    Member member = new Member(address, mode, contacts);
    members.put(address, member);
    inOrder.add(member);
    member.drain();
    return member;
  }

  /** Adds servers one after the other, and lets them find their places. */
  List<Member> grow(int servers) {
    List<Member> added = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      added.add(addServer());
      runFor(Duration.ofMillis(50));
    }
    runFor(Duration.ofMinutes(3));
    return added;
  }

  /** Gives a member another address. Nobody is told; what is on its way to the old one is lost. */
  void move(Member member, InetSocketAddress to) {
    members.remove(member.address);
    member.address = to;
    members.put(to, member);
  }

  /** Lets a random part of these members vanish without a word. */
  void killRandom(List<Member> victims, double part) {
    List<Member> shuffled = new ArrayList<>(victims);
    java.util.Collections.shuffle(shuffled, random);
    shuffled.subList(0, (int) (part * shuffled.size())).forEach(Member::kill);
  }

  /** Lets time pass until something is true, but not longer than this. Returns whether it is. */
  boolean runUntil(BooleanSupplier condition, Duration limit) {
    Deadline end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      Deadline next = nextEvent();
      if (end.isBefore(next)) {
        now = end;
        return condition.getAsBoolean();
      }
      now = next.isBefore(now) ? now : next;
      step();
    }
    return true;
  }

  void runFor(Duration duration) {
    runUntil(() -> false, duration);
  }

  Deadline now() {
    return now;
  }

  Random random() {
    return random;
  }

  /** Differs if anything at all went otherwise. */
  long fingerprint() {
    return fingerprint;
  }

  /** Where the test can be replayed from. */
  @Override
  public String toString() {
    return "swarm of " + inOrder.size() + ", seed " + seed + ", at " + now;
  }

  private InetSocketAddress contact() {
    List<Member> alive = inOrder.stream().filter(member -> member.alive && member.server).toList();
    return alive.get(random.nextInt(alive.size())).address;
  }

  private InetSocketAddress publicAddress() {
    byte[] host = {
      (byte) (20 + random.nextInt(80)),
      (byte) random.nextInt(256),
      (byte) random.nextInt(256),
      (byte) (1 + random.nextInt(254))
    };
    InetSocketAddress address = address(host, 1024 + random.nextInt(60000));
    return members.containsKey(address) ? publicAddress() : address;
  }

  static InetSocketAddress address(byte[] host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(host), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  private Deadline nextEvent() {
    Deadline next = inFlight.isEmpty() ? Deadline.NEVER : inFlight.peek().at;
    for (Member member : inOrder) {
      next = Deadline.min(next, member.wakeAt);
    }
    return next;
  }

  private void step() {
    while (!inFlight.isEmpty() && inFlight.peek().at.hasPassed(now)) {
      Delivery delivery = inFlight.poll();
      Function<Datagram, Optional<Bytes>> puppet = puppets.get(delivery.to);
      if (puppet != null) {
        InetSocketAddress asker = delivery.datagram.peer();
        puppet
            .apply(delivery.datagram)
            .ifPresent(answer -> send(delivery.to, new Datagram(asker, answer)));
      }
      Member to = members.get(delivery.to);
      if (to != null && to.alive && to.lets(delivery.datagram.peer())) {
        fingerprint = 31 * fingerprint + delivery.datagram.hashCode() + now.nanos();
        to.core.receive(delivery.datagram, now);
        to.drain();
      }
    }
    for (Member member : inOrder) {
      if (member.alive && member.wakeAt.hasPassed(now)) {
        member.core.expire(now);
        member.drain();
      }
    }
  }

  /** Puts a datagram on its way. */
  void send(InetSocketAddress from, Datagram out) {
    if (out.payload().size() > MAX_PAYLOAD || out.payload().size() > KrpcCodec.MAX_SIZE) {
      throw new AssertionError(out.payload().size() + " bytes in a datagram; " + this);
    }
    if (random.nextDouble() < loss) {
      return;
    }
    long spread = mostLatency.minus(leastLatency).toNanos();
    long latency = leastLatency.toNanos() + (spread == 0 ? 0 : random.nextLong(spread));
    inFlight.add(
        new Delivery(
            now.plusNanos(latency), deliveries++, out.peer(), new Datagram(from, out.payload())));
  }

  private record Delivery(Deadline at, long order, InetSocketAddress to, Datagram datagram)
      implements Comparable<Delivery> {
    @Override
    public int compareTo(Delivery other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** What became of a request. */
  static final class Outcome<R> {
    private final long id;
    private Optional<R> result = Optional.empty();
    private Optional<DhtException> failure = Optional.empty();
    private final List<SignedPacket> early = new ArrayList<>();
    private Deadline endedAt = Deadline.NEVER;

    private Outcome(long id) {
      this.id = id;
    }

    /** Of the request. */
    long id() {
      return id;
    }

    boolean isDone() {
      return result.isPresent() || failure.isPresent();
    }

    R result() {
      return result.orElseThrow(
          () -> new AssertionError("no result, but " + failure.map(Throwable::getMessage)));
    }

    DhtException failure() {
      return failure.orElseThrow(() -> new AssertionError("no failure, but " + result));
    }

    boolean hasFailed() {
      return failure.isPresent();
    }

    List<SignedPacket> early() {
      return early;
    }

    Deadline endedAt() {
      return endedAt;
    }
  }

  /** One core and its place in the network. */
  final class Member implements EventHandler {
    private InetSocketAddress address;
    private final boolean server;
    private final Set<InetSocketAddress> letIn = new HashSet<>();
    private boolean firewalled;
    private boolean serving;
    private final List<InetSocketAddress> contacts;
    private final DhtCore core;
    private final Counters counters = new Counters();
    private final Map<Long, Outcome<?>> outcomes = new HashMap<>();
    private Deadline wakeAt;
    private boolean alive = true;
    private boolean joined;
    private Optional<InetAddress> external = Optional.empty();

    private Member(InetSocketAddress address, NodeMode mode, List<InetSocketAddress> contacts) {
      this.address = address;
      this.server = mode == NodeMode.SERVER;
      this.contacts = contacts;
      NodeConfig config = NodeConfig.defaults(mode, !contacts.isEmpty());
      NetworkSize size = credulous ? new NetworkSize(0) : new NetworkSize();
      this.core = new DhtCore(config, new Random(random.nextLong()), counters, size, now);
      this.wakeAt = core.nextDeadline();
    }

    InetSocketAddress address() {
      return address;
    }

    NodeInfo info() {
      return new NodeInfo(core.id(), address);
    }

    NodeId id() {
      return core.id();
    }

    Counters counters() {
      return counters;
    }

    boolean isJoined() {
      return joined;
    }

    Optional<InetAddress> external() {
      return external;
    }

    /** Whether it answers others at the moment. */
    boolean isServing() {
      return serving;
    }

    /** Lets in only what comes from where something was sent before, and not from itself. */
    void firewall(boolean closed) {
      firewalled = closed;
    }

    private boolean lets(InetSocketAddress from) {
      return !firewalled || letIn.contains(from) && !from.equals(address);
    }

    /** The answer to a query that takes no time and comes from nowhere. */
    KrpcMessage answer(Query query) {
      InetSocketAddress nowhere = Swarm.address(new byte[] {9, 9, 9, 9}, 9);
      drain();
      core.receive(new Datagram(nowhere, KrpcCodec.encode(query)), now);
      try {
        return KrpcCodec.decode(core.pollTransmit().orElseThrow().payload());
      } catch (KrpcException ours) {
        throw new AssertionError(ours);
      } finally {
        drain();
      }
    }

    void kill() {
      alive = false;
      wakeAt = Deadline.NEVER;
    }

    /** Starts a request; let time pass to see what becomes of it. */
    <R> Outcome<R> request(LongFunction<? extends Command.Request<R>> request) {
      long id = outcomes.size() + 1L;
      Outcome<R> outcome = new Outcome<>(id);
      outcomes.put(id, outcome);
      accept(request.apply(id));
      return outcome;
    }

    void accept(Command command) {
      core.accept(command, now);
      drain();
    }

    /** Lets a datagram arrive from anywhere. */
    void receive(Datagram datagram) {
      core.receive(datagram, now);
      drain();
    }

    private void drain() {
      if (!alive) {
        return;
      }
      for (Optional<Datagram> out = core.pollTransmit();
          out.isPresent();
          out = core.pollTransmit()) {
        letIn.add(out.get().peer());
        send(address, out.get());
      }
      for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
        event.get().handleWith(this);
      }
      wakeAt = core.nextDeadline();
    }

    @Override
    public void improved(Event.Improved event) {
      outcomes.get(event.request().id()).early.add(event.packet());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> void completed(Event.Completed<R> event) {
      Outcome<R> outcome = (Outcome<R>) outcomes.get(event.request().id());
      if (outcome.isDone()) {
        throw new AssertionError("ended twice: " + event);
      }
      outcome.result = Optional.of(event.result());
      outcome.endedAt = now;
    }

    @Override
    public void failed(Event.Failed event) {
      Outcome<?> outcome = outcomes.get(event.request().id());
      if (outcome.isDone()) {
        throw new AssertionError("ended twice: " + event);
      }
      outcome.failure = Optional.of(event.failure());
      outcome.endedAt = now;
    }

    @Override
    public void joined(Event.Joined event) {
      joined = true;
    }

    @Override
    public void contactsWanted(Event.ContactsWanted event) {
      core.accept(new Command.Contacts(contacts), now);
      drain();
    }

    @Override
    public void externalAddress(Event.ExternalAddress event) {
      external = Optional.of(event.address());
    }

    @Override
    public void renamed(Event.Renamed event) {}

    @Override
    public void tableTidied(Event.TableTidied event) {}

    @Override
    public void servingChanged(Event.ServingChanged event) {
      serving = event.serving();
    }

    @Override
    public void nodesOfOtherFamily(Event.NodesOfOtherFamily event) {}
  }
}
