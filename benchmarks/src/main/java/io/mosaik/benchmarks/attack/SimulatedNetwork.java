package io.mosaik.benchmarks.attack;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.Datagram;
import io.mosaik.dht.node.DhtCore;
import io.mosaik.dht.node.Event;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * DHT cores and scripted nodes that exchange datagrams in memory, with latency and loss, on virtual
 * time. The same seed gives the same run.
 *
 * <p>Not thread-safe.
 */
final class SimulatedNetwork {

  private static final Bytes TRANSACTION = Bytes.fromHex("53494d55");
  private static final Duration BETWEEN_STARTS = Duration.ofMillis(50);

  private final RandomGenerator random;
  private final Duration leastLatency;
  private final Duration mostLatency;
  private final double loss;
  private final Map<InetSocketAddress, Node> nodes = new HashMap<>();
  private final Map<InetSocketAddress, Function<Datagram, Optional<Bytes>>> scripted =
      new HashMap<>();
  private final List<Node> servers = new ArrayList<>();
  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private Deadline now = Deadline.ofNanos(0);
  private long order;

  private record Due(Deadline at, long order, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  SimulatedNetwork(long seed, Duration leastLatency, Duration mostLatency, double loss) {
    this.random = new SplittableRandom(seed);
    this.leastLatency = leastLatency;
    this.mostLatency = mostLatency;
    this.loss = loss;
  }

  RandomGenerator random() {
    return random;
  }

  Deadline now() {
    return now;
  }

  List<Node> servers() {
    return servers;
  }

  /** Starts honest servers one after the other, and lets them find each other. */
  void grow(int count) {
    for (int i = 0; i < count; i++) {
      List<InetSocketAddress> contacts = servers.isEmpty() ? List.of() : contacts(1);
      servers.add(new Node(newAddress(20, 80), true, contacts));
      runFor(BETWEEN_STARTS);
    }
    runFor(Duration.ofMinutes(3));
  }

  /** Starts a client that knows three honest servers. */
  Node addClient() {
    return new Node(newAddress(20, 80), false, contacts(3));
  }

  /** Adds a scripted node that introduces itself to all servers. */
  void addScripted(NodeInfo self, Function<Datagram, Optional<Bytes>> script) {
    scripted.put(self.address(), script);
    for (Node server : servers) {
      Ping hello = new Ping(TRANSACTION, self.id(), false);
      send(self.address(), new Datagram(server.address, KrpcCodec.encode(hello)));
    }
  }

  /** Returns a node with an id that fits its address (BEP 42), which nobody listens at. */
  NodeInfo newNode(int firstOctet, int octets) {
    InetSocketAddress address = newAddress(firstOctet, octets);
    return new NodeInfo(NodeId.secureFor(address.getAddress(), random), address);
  }

  boolean runUntil(BooleanSupplier condition, Duration limit) {
    Deadline end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      if (agenda.isEmpty() || end.isBefore(agenda.peek().at)) {
        now = end;
        return condition.getAsBoolean();
      }
      Due next = agenda.poll();
      now = next.at.isBefore(now) ? now : next.at;
      next.action.run();
    }
    return true;
  }

  void runFor(Duration duration) {
    runUntil(() -> false, duration);
  }

  private List<InetSocketAddress> contacts(int count) {
    List<InetSocketAddress> contacts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contacts.add(servers.get(random.nextInt(servers.size())).address);
    }
    return contacts;
  }

  private InetSocketAddress newAddress(int firstOctet, int octets) {
    int host = firstOctet + random.nextInt(octets) << 24 | random.nextInt(1 << 24);
    return new InetSocketAddress(InetAddresses.fromInteger(host), 1024 + random.nextInt(60_000));
  }

  private void send(InetSocketAddress from, Datagram out) {
    if (random.nextDouble() < loss) {
      return;
    }
    long spread = mostLatency.minus(leastLatency).toNanos();
    Deadline at = now.plus(leastLatency).plusNanos(spread == 0 ? 0 : random.nextLong(spread));
    schedule(at, () -> deliver(out.peer(), new Datagram(from, out.payload())));
  }

  private void deliver(InetSocketAddress to, Datagram datagram) {
    Function<Datagram, Optional<Bytes>> script = scripted.get(to);
    if (script != null) {
      script.apply(datagram).ifPresent(answer -> send(to, new Datagram(datagram.peer(), answer)));
    }
    Node node = nodes.get(to);
    if (node != null) {
      node.core.receive(datagram, now);
      node.drain();
    }
  }

  private void schedule(Deadline at, Runnable action) {
    agenda.add(new Due(at, order++, action));
  }

  /** One honest node. */
  final class Node {
    private final InetSocketAddress address;
    private final List<InetSocketAddress> contacts;
    private final DhtCore core;
    private final Map<Long, Outcome<?>> outcomes = new HashMap<>();
    private Deadline wakeAt = Deadline.NEVER;
    private long requests;
    private boolean gone;

    private Node(InetSocketAddress address, boolean server, List<InetSocketAddress> contacts) {
      this.address = address;
      this.contacts = contacts;
      this.core =
          new DhtCore(
              NodeConfig.defaults(server, !contacts.isEmpty()),
              new SplittableRandom(random.nextLong()),
              new Counters(),
              now);
      nodes.put(address, this);
      drain();
    }

    NodeInfo info() {
      return new NodeInfo(core.id(), address);
    }

    <R> Outcome<R> request(LongFunction<? extends Command.Request<R>> request) {
      Outcome<R> outcome = new Outcome<>();
      outcomes.put(++requests, outcome);
      core.accept(request.apply(requests), now);
      drain();
      return outcome;
    }

    void stop() {
      gone = true;
      nodes.remove(address);
    }

    private void drain() {
      for (Optional<Datagram> out = core.pollTransmit();
          out.isPresent();
          out = core.pollTransmit()) {
        send(address, out.get());
      }
      for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
        handle(event.get());
      }
      Deadline next = core.nextDeadline();
      if (next != wakeAt && next.isBefore(Deadline.NEVER)) {
        wakeAt = next;
        schedule(next, () -> wake(next));
      }
    }

    private void handle(Event event) {
      if (event instanceof Event.ContactsWanted) {
        core.accept(new Command.Contacts(contacts), now);
        drain();
      } else if (event instanceof Event.Completed<?> completed) {
        end(completed);
      } else if (event instanceof Event.Failed failed) {
        outcomes.remove(failed.request().id()).fail(failed.failure().getMessage(), now);
      }
    }

    @SuppressWarnings("unchecked")
    private <R> void end(Event.Completed<R> completed) {
      ((Outcome<R>) outcomes.remove(completed.request().id())).complete(completed.result(), now);
    }

    /** What was armed for another time has been armed anew since. */
    private void wake(Deadline armedFor) {
      if (!gone && armedFor == wakeAt) {
        wakeAt = Deadline.NEVER;
        core.expire(now);
        drain();
      }
    }
  }

  /** Result of a request, and when it came. */
  static final class Outcome<R> {
    private Optional<R> result = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Deadline endedAt = Deadline.NEVER;

    boolean isDone() {
      return result.isPresent() || failure.isPresent();
    }

    Optional<R> result() {
      return result;
    }

    Deadline endedAt() {
      return endedAt;
    }

    private void complete(R value, Deadline at) {
      result = Optional.of(value);
      endedAt = at;
    }

    private void fail(String why, Deadline at) {
      failure = Optional.of(why);
      endedAt = at;
    }
  }
}
