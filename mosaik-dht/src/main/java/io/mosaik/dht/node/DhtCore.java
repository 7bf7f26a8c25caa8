package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.guard.Visitor;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MessageHandler;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.lookup.NetworkSize;
import io.mosaik.dht.lookup.PingRound;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.AddressScope;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoundTripTimes;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.routing.SilentNodes;
import io.mosaik.dht.storage.ItemStore;
import io.mosaik.dht.storage.PeerStore;
import io.mosaik.dht.storage.WriteTokens;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DHT node's protocol state (BEP 5, 42, 43, 44), in the DHT of one address family (BEP 32).
 * Feed it with datagrams, commands and time; then drain its datagrams and its events, and wake it
 * at {@link #nextDeadline()}.
 *
 * <p>Confined to its caller's thread; reads no clock, owns no socket.
 */
public final class DhtCore {

  private static final Logger LOG = LoggerFactory.getLogger(DhtCore.class);

  /** How long to wait for the very first answer. RFC 6298 says a second; we ask several at once. */
  private static final Duration INITIAL_PATIENCE = Duration.ofMillis(500);

  /** What two pings to a stranger take of its budget. */
  private static final int PING_BYTES = 160;

  private final NodeConfig config;
  private final RandomGenerator random;
  private final Counters counters;
  private final RoutingTable table;
  private final RoundTripTimes times;
  private final NetworkSize size;
  private final Reachability reachability;
  private final Role role;
  private final PingRound pings = new PingRound();
  private final QueryEngine engine;
  private final Lookups lookups;
  private final Requests requests;
  private final Maintenance maintenance;
  private final QueryResponder responder;
  private final ItemStore items;
  private final Doorkeeper door;
  private final Counters.Gauge knownNodes;
  private final Counters.Gauge storedItems;
  private final Counters.Gauge queriesInFlight;
  private final Counters.Gauge estimatedNodes;
  private boolean serving;
  private boolean hasSibling;
  private final Runnable unverified = counting(Counter.LIMITED_UNVERIFIED);
  private final Runnable shortened = counting(Counter.LIMITED_ANSWERS);
  private final Deque<Datagram> outbox = new ArrayDeque<>();
  private final Deque<Event> events = new ArrayDeque<>();

  /**
   * Starts a node that knows nobody.
   *
   * @param config how it behaves
   * @param random a cryptographically strong source outside tests
   * @param counters counts what happens
   * @param now the present
   */
  public DhtCore(NodeConfig config, RandomGenerator random, Counters counters, Deadline now) {
    this(config, random, counters, new NetworkSize(), now);
  }

  /** Starts a node that knows nobody, with a rule of its own on how far it has to look. */
  DhtCore(
      NodeConfig config,
      RandomGenerator random,
      Counters counters,
      NetworkSize size,
      Deadline now) {
    this.config = config;
    this.random = random;
    this.counters = counters;
    this.size = size;
    Duration mostPatience = config.queryTimeout().dividedBy(2);
    Duration initial =
        mostPatience.compareTo(INITIAL_PATIENCE) < 0 ? mostPatience : INITIAL_PATIENCE;
    this.table = new RoutingTable(NodeId.random(random));
    this.times = new RoundTripTimes(initial, config.minPatience(), mostPatience);
    SilentNodes silent = new SilentNodes();
    this.reachability = new Reachability(config.mode(), random, outbox::add, now);
    this.role = reachability.role();
    this.engine = new QueryEngine(config, role, table, times, silent, counters, random, this::send);
    this.lookups = new Lookups(config, table, silent, size, engine, counters);
    WriteTokens tokens = new WriteTokens(random, now);
    NodeLimits limits = config.limits();
    this.items =
        new ItemStore(
            tokens, limits.stores(), ItemStore.DEFAULT_LIFETIME, counting(Counter.LIMITED_ITEMS));
    PeerStore peers =
        new PeerStore(
            tokens, limits.stores(), PeerStore.DEFAULT_LIFETIME, counting(Counter.LIMITED_PEERS));
    this.door = new Doorkeeper(limits.visitors(), counters);
    this.responder = new QueryResponder(config.family(), table, tokens, items, peers, random);
    this.requests = new Requests(lookups, engine, new OwnItems(items, table, role), events::add);
    this.knownNodes = counters.gauge(Counter.KNOWN_NODES);
    this.storedItems = counters.gauge(Counter.STORED_ITEMS);
    this.queriesInFlight = counters.gauge(Counter.QUERIES_IN_FLIGHT);
    this.estimatedNodes = counters.gauge(Counter.ESTIMATED_NODES);
    this.maintenance =
        new Maintenance(
            config,
            table,
            lookups,
            size,
            pings,
            engine::reconsider,
            () -> reachability.tryOut(table.self()),
            random,
            events::add,
            now);
    engine.start(pings, never -> {});
    maintenance.run(now);
    takeStock();
  }

  /** The network spoke. */
  public void receive(Datagram in, Deadline now) {
    counters.increment(Counter.DATAGRAMS_RECEIVED);
    InetSocketAddress from = in.peer();
    if (from.getPort() == 0
        || !config.family().contains(from.getAddress())
        || AddressScope.of(from.getAddress()) == AddressScope.UNUSABLE) {
      drop(Counter.DROPPED_SOURCE, from);
      return;
    }
    Visitor visitor = door.meet(from, now);
    if (!engine.expectsAnswerFrom(from) && dropped(door.refusal(visitor, now), from)) {
      return;
    }
    try {
      boolean mayAsk = KrpcCodec.decode(in.payload()).handleWith(new Receipt(in, visitor, now));
      if (mayAsk) {
        advance(now);
      } else {
        takeStock();
      }
    } catch (KrpcException malformed) {
      drop(reasonOf(malformed), from);
      door.unreadable(visitor, malformed, from, now);
      malformed.query().ifPresent(query -> refuse(in, query, malformed, visitor, now));
    }
  }

  /** Answers a query that cannot be read with an error (BEP 5, "Errors"). */
  private void refuse(
      Datagram in, Bytes transaction, KrpcException why, Visitor visitor, Deadline now) {
    if (!role.answers() || !door.mayRefuse(visitor, now)) {
      return;
    }
    ErrorCode code =
        why.reason() == KrpcException.Reason.UNKNOWN_METHOD
            ? ErrorCode.METHOD_UNKNOWN
            : ErrorCode.PROTOCOL;
    AnswerBudget.refusal(transaction, code, in.payload())
        .ifPresent(
            error -> {
              counters.increment(Counter.QUERIES_REFUSED);
              send(new Datagram(in.peer(), error));
            });
  }

  /** Our owner spoke. */
  public void accept(Command command, Deadline now) {
    command.handleWith(new Orders(config.family(), table, lookups, maintenance, requests, now));
    advance(now);
  }

  /** Time spoke. */
  public void expire(Deadline now) {
    engine.expire(now);
    lookups.expire(now);
    maintenance.run(now);
    role.run(now);
    advance(now);
  }

  /** What to send. Drain this first, */
  public Optional<Datagram> pollTransmit() {
    Datagram next = outbox.poll();
    if (next != null) {
      counters.increment(Counter.DATAGRAMS_SENT);
    }
    return Optional.ofNullable(next);
  }

  /** then this, */
  public Optional<Event> pollEvent() {
    return Optional.ofNullable(events.poll());
  }

  /** then sleep until here; {@link Deadline#NEVER} if idle. */
  public Deadline nextDeadline() {
    Deadline next = Deadline.min(engine.nextDeadline(), lookups.nextDeadline());
    return Deadline.min(next, Deadline.min(maintenance.nextDeadline(), role.nextDeadline()));
  }

  /** Our own id at the moment. */
  public NodeId id() {
    return table.self();
  }

  /** Whether somebody we know answers: there is a network out there. */
  public boolean isConnected() {
    return table.alive() > 0;
  }

  /** The nodes that we know and that are not known to be gone. */
  public List<NodeInfo> knownNodes() {
    return table.aliveNodes();
  }

  /**
   * We have a node of the other family beside us: each tells of the other's nodes when asked to,
   * and asks for them (BEP 32). Both must be confined to the same thread.
   */
  public void accompany(DhtCore sibling) {
    responder.tellAlsoOf(sibling.table);
    maintenance.wantBothFamilies();
    hasSibling = true;
  }

  /** Returns how much is under way: pending queries, and operations and lookups not ended. */
  int openWork() {
    return engine.open() + lookups.open() + requests.open();
  }

  private void send(Datagram query) {
    role.sent(query.peer());
    outbox.add(query);
  }

  private void advance(Deadline now) {
    engine.advance(now);
    queriesInFlight.set(engine.inFlight());
    size.estimate().ifPresent(estimatedNodes::set);
    times.smoothed().ifPresent(time -> counters.set(Counter.ROUND_TRIP_NANOS, time.toNanos()));
    takeStock();
  }

  private void takeStock() {
    knownNodes.set(table.size());
    storedItems.set(items.size());
    if (serving != role.answers()) {
      serving = role.answers();
      events.add(new Event.ServingChanged(serving));
    }
  }

  private boolean dropped(Optional<Counter> reason, InetSocketAddress from) {
    if (reason.isEmpty()) {
      return false;
    }
    drop(reason.get(), from);
    return true;
  }

  private Runnable counting(Counter counter) {
    return () -> counters.increment(counter);
  }

  private void drop(Counter reason, InetSocketAddress from) {
    counters.increment(reason);
    LOG.debug("dropped a datagram from {}: {}", from, reason);
  }

  private static Counter reasonOf(KrpcException malformed) {
    switch (malformed.reason()) {
      case SIZE:
        return Counter.DROPPED_SIZE;
      case NOT_BENCODED:
        return Counter.DROPPED_NOT_BENCODED;
      case TOO_COMPLEX:
        return Counter.DROPPED_TOO_COMPLEX;
      case UNKNOWN_METHOD:
        return Counter.DROPPED_UNKNOWN_METHOD;
      default:
        return Counter.DROPPED_MALFORMED;
    }
  }

  /** Our id follows our address (BEP 42); what we store and look for stays. */
  private void moveTo(InetAddress external, Deadline now) {
    events.add(new Event.ExternalAddress(external));
    if (!table.self().isSecureFor(external)) {
      table.moveTo(NodeId.secureFor(external, random), now);
      events.add(new Event.Renamed(table.self()));
      maintenance.moved(now);
    }
    reachability.tryOut(table.self());
  }

  /** A message from somebody at some time; tells whether we may have something to ask now. */
  private final class Receipt implements MessageHandler<Boolean> {
    private final InetSocketAddress from;
    private final Bytes payload;
    private final Visitor visitor;
    private final Deadline now;

    private Receipt(Datagram in, Visitor visitor, Deadline now) {
      this.from = in.peer();
      this.payload = in.payload();
      this.visitor = visitor;
      this.now = now;
    }

    @Override
    public Boolean query(Query query) {
      if (reachability.heard(query, from, table.self())) {
        return true;
      }
      if (!role.answers()) {
        counters.increment(Counter.QUERIES_IGNORED);
        return false;
      }
      if (dropped(door.refusal(visitor, query, now), from)) {
        return false;
      }
      KrpcMessage answer = responder.answer(query, from, now);
      if (answer instanceof KrpcError refusal) {
        door.refused(visitor, refusal, from, now);
      } else if (query.stores()) {
        visitor.verified(now); // our token went to this address
      }
      boolean known = times.knows(from);
      Bytes whole = AnswerSize.encode(answer, from.getAddress(), shortened);
      AnswerBudget.Reply all = AnswerBudget.Reply.of(answer, whole);
      AnswerBudget.Reply reply =
          known ? all : AnswerBudget.fit(answer, all, payload, visitor, now, unverified);
      counters.increment(reply.countedAs());
      reply.datagram().ifPresent(bytes -> send(new Datagram(from, bytes)));
      return !query.readOnly()
          && table.asked(new NodeInfo(query.sender(), from), now)
          && pings.wouldPing(from, now)
          && (known || visitor.spend(PING_BYTES, now))
          && pings.offer(from, now);
    }

    @Override
    public Boolean response(Response response) {
      if (response.readOnly()) {
        drop(Counter.DROPPED_READ_ONLY, from);
        return true;
      }
      Optional<PendingQuery> query = engine.match(response, from, now);
      if (query.isPresent()) {
        table
            .answered(new NodeInfo(response.sender(), from), now)
            .ifPresent(questionable -> pings.add(questionable.address()));
        response
            .requester()
            .flatMap(seen -> reachability.vote(from, seen, now))
            .ifPresent(external -> moveTo(external, now));
        if (engine.deliver(query.get(), response, now)) {
          lookups.overhear(nodesIn(response, config.family()), from, now);
          tellSibling(nodesIn(response, config.family().other()));
        }
      }
      return true;
    }

    private List<NodeInfo> nodesIn(Response response, AddressFamily family) {
      return response.body().nodes().stream()
          .filter(node -> family.contains(node.address().getAddress()))
          .limit(RoutingTable.BUCKET_SIZE)
          .filter(node -> AddressScope.isPlausible(node.address(), from))
          .toList();
    }

    private void tellSibling(List<NodeInfo> nodes) {
      if (hasSibling && !nodes.isEmpty()) {
        events.add(new Event.NodesOfOtherFamily(nodes));
      }
    }

    @Override
    public Boolean error(KrpcError error) {
      engine.match(error, from, now).ifPresent(query -> engine.deliver(query, error, now));
      return true;
    }
  }
}
