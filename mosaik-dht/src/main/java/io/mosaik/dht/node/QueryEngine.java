package io.mosaik.dht.node;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.lookup.Ask;
import io.mosaik.dht.lookup.QuerySource;
import io.mosaik.dht.node.PendingQuery.Phase;
import io.mosaik.dht.routing.RoundTripTimes;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All queries in flight, whoever asked them. Takes turns among lookups and store rounds, so that
 * none starves the others; matches answers; and lets time pass in three steps: after the patience
 * that measured round trips suggest a query is slow and makes room for others, after ten times that
 * nobody counts on it any more, and at the query time-out, or when too many are remembered, it is
 * forgotten. Until then its answer still counts, and teaches us how slow the network is.
 *
 * <p>A source that is not settled after 20 query time-outs, or after a minute if that is longer, is
 * ended all the same: whoever answers slowly enough must not keep an operation open.
 *
 * <p>Confined to the core's thread. Bounded: awaited queries by the window, unanswered ones by
 * {@link NodeLimits#maxUnansweredQueries}.
 */
final class QueryEngine {

  /** After how much of a node's patience nobody counts on it any more. Our choice. */
  private static final int HOPELESS_FACTOR = 10;

  /** Never give up earlier than this: a network that wakes up slowly gets a chance. Our choice. */
  private static final Duration HOPELESS_LEAST = Duration.ofSeconds(1);

  /** How long a source may ask at most, as a multiple of the query time-out. Our choice. */
  private static final int LIFETIME_FACTOR = 20;

  /** The least of what a source may ask for: with many others beside it, it may be slow. */
  static final Duration LEAST_LIFETIME = Duration.ofSeconds(60);

  private final NodeConfig config;
  private final Role role;
  private final RoutingTable table;
  private final RoundTripTimes times;
  private final SilentNodes silent;
  private final Counters counters;
  private final RandomGenerator random;
  private final QueryWindow window;
  private final Consumer<Datagram> out;

  private final Map<QuerySource, Consumer<Deadline>> whenSettled = new HashMap<>();
  private final Set<QuerySource> turns = new LinkedHashSet<>();
  private final Set<QuerySource> touched = new LinkedHashSet<>();
  private final Map<QuerySource, Deadline> endAt = new LinkedHashMap<>();
  private final Map<Integer, PendingQuery> byTransaction = new LinkedHashMap<>();
  private final Multiset<InetSocketAddress> asked = HashMultiset.create();
  private final Set<PendingQuery> awaited = new LinkedHashSet<>();
  private final Deque<PendingQuery> slow = new ArrayDeque<>();
  private final Deque<PendingQuery> hopeless = new ArrayDeque<>();

  QueryEngine(
      NodeConfig config,
      Role role,
      RoutingTable table,
      RoundTripTimes times,
      SilentNodes silent,
      Counters counters,
      RandomGenerator random,
      Consumer<Datagram> out) {
    this.config = config;
    this.role = role;
    this.table = table;
    this.times = times;
    this.silent = silent;
    this.counters = counters;
    this.random = random;
    this.window = new QueryWindow(config.limits().maxQueriesInFlight());
    this.out = out;
  }

  /** Lets a source ask until it is settled, and then calls back. */
  void start(QuerySource source, Consumer<Deadline> settled) {
    whenSettled.put(source, settled);
    turns.add(source);
    touched.add(source);
  }

  /** Forgets a source. What it has in flight makes room for others. */
  void cancel(QuerySource source) {
    whenSettled.remove(source);
    turns.remove(source);
    touched.remove(source);
    endAt.remove(source);
    List<PendingQuery> orphans =
        awaited.stream().filter(query -> query.source() == source).toList();
    for (PendingQuery orphan : orphans) {
      makeSlow(orphan);
    }
  }

  /** Whether an answer from this address may still come. */
  boolean expectsAnswerFrom(InetSocketAddress address) {
    return asked.contains(address);
  }

  int inFlight() {
    return window.inFlight();
  }

  /** Returns how many queries are remembered, and how many sources have not ended. */
  int open() {
    return byTransaction.size() + whenSettled.size();
  }

  /** Looks at all sources again: what they depend on beside answers has changed. */
  void reconsider() {
    touched.addAll(whenSettled.keySet());
  }

  /** Returns the longest time for which a source may ask. */
  Duration lifetime() {
    Duration wanted = config.queryTimeout().multipliedBy(LIFETIME_FACTOR);
    return wanted.compareTo(LEAST_LIFETIME) < 0 ? LEAST_LIFETIME : wanted;
  }

  /** Asks as much as the window permits, and calls back the sources that are settled. */
  void advance(Deadline now) {
    do {
      fillWindow(now);
    } while (settleTouched(now));
  }

  /** An answer has come: finds the query, and learns from how long it took. */
  Optional<PendingQuery> match(KrpcMessage answer, InetSocketAddress from, Deadline now) {
    Bytes transaction = answer.transaction();
    PendingQuery query =
        transaction.size() == KrpcMessage.OWN_TRANSACTION_SIZE
            ? byTransaction.get(transaction.asByteBuffer().getInt())
            : null;
    if (query == null) {
      counters.increment(Counter.DROPPED_UNEXPECTED);
      return Optional.empty();
    }
    if (!query.ask().to().equals(from)) {
      counters.increment(Counter.DROPPED_WRONG_SOURCE);
      return Optional.empty();
    }
    forget(query);
    times.sample(from, query.sentAt().until(now).toNanos());
    silent.answered(from);
    boolean inTime = query.phase() == Phase.AWAITED;
    counters.increment(inTime ? Counter.ANSWERS : Counter.LATE_ANSWERS);
    if (inTime) {
      awaited.remove(query);
      window.answered();
    }
    query.become(Phase.DONE);
    return Optional.of(query);
  }

  /**
   * Tells the source of a query what the answer was, if it still wants to know.
   *
   * @return whether the source believes the answer; false if there is nobody to judge it any more
   */
  boolean deliver(PendingQuery query, Response response, Deadline now) {
    return touch(query) && query.source().answered(query.ask(), response, now);
  }

  /** Tells the source of a query that it was refused, if it still wants to know. */
  void deliver(PendingQuery query, KrpcError error, Deadline now) {
    if (touch(query)) {
      query.source().refused(query.ask(), error, now);
    }
  }

  /** Lets queries grow old. */
  void expire(Deadline now) {
    for (PendingQuery query : List.copyOf(awaited)) {
      if (slowAt(query).hasPassed(now)) {
        expireAwaited(query, now);
      }
    }
    long hopelessAfter = hopelessAfterNanos();
    while (isDue(slow, hopelessAfter, now)) {
      PendingQuery query = slow.poll();
      if (query.phase() == Phase.SLOW) {
        query.become(Phase.HOPELESS);
        hopeless.add(query);
        table.silent(query.ask().to(), now);
        if (touch(query)) {
          query.source().hopeless(query.ask(), now);
        }
      }
    }
    while (isDue(hopeless, config.queryTimeout().toNanos(), now)) {
      forgetOldestHopeless();
    }
    for (Map.Entry<QuerySource, Deadline> end : endAt.entrySet()) {
      if (!end.getValue().hasPassed(now)) {
        break; // they have the same time to live, and stand in the order of their start
      }
      touched.add(end.getKey());
    }
  }

  /** When {@link #expire} has something to do. */
  Deadline nextDeadline() {
    Deadline next = Deadline.NEVER;
    for (PendingQuery query : awaited) {
      next = Deadline.min(next, slowAt(query));
    }
    if (!slow.isEmpty()) {
      next = Deadline.min(next, slow.peek().sentAt().plusNanos(hopelessAfterNanos()));
    }
    if (!hopeless.isEmpty()) {
      next = Deadline.min(next, hopeless.peek().sentAt().plus(config.queryTimeout()));
    }
    for (Deadline end : endAt.values()) {
      return Deadline.min(next, end);
    }
    return next;
  }

  private void fillWindow(Deadline now) {
    int idle = 0;
    while (window.hasRoom() && canRemember() && idle < turns.size()) {
      QuerySource source = turns.iterator().next();
      turns.remove(source);
      turns.add(source);
      Optional<Ask> ask = source.nextAsk(now);
      if (ask.isPresent()) {
        send(source, ask.get(), now);
        idle = 0;
      } else {
        idle++;
      }
      touched.add(source);
    }
  }

  /** Makes room for one more query if need be; false if nothing can be forgotten yet. */
  private boolean canRemember() {
    int most = config.limits().maxUnansweredQueries();
    while (byTransaction.size() >= most && !hopeless.isEmpty()) {
      counters.increment(Counter.LIMITED_UNANSWERED);
      forgetOldestHopeless();
    }
    return byTransaction.size() < most;
  }

  private void forgetOldestHopeless() {
    PendingQuery query = hopeless.poll();
    if (query.phase() == Phase.HOPELESS) {
      query.become(Phase.DONE);
      forget(query);
      counters.increment(Counter.TIMED_OUT);
    }
  }

  private void forget(PendingQuery query) {
    byTransaction.remove(query.transaction());
    asked.remove(query.ask().to());
  }

  private boolean settleTouched(Deadline now) {
    List<Consumer<Deadline>> settled = new ArrayList<>();
    for (QuerySource source : List.copyOf(touched)) {
      if (source.isSettled() || isOver(source, now)) {
        settled.add(whenSettled.get(source));
        cancel(source);
      }
    }
    touched.clear();
    settled.forEach(callback -> callback.accept(now));
    return !settled.isEmpty();
  }

  /** Whether a source has had its time; that begins when it is looked at for the first time. */
  private boolean isOver(QuerySource source, Deadline now) {
    return !source.isEndless()
        && endAt.computeIfAbsent(source, started -> now.plus(lifetime())).hasPassed(now);
  }

  private void send(QuerySource source, Ask ask, Deadline now) {
    int transaction = random.nextInt();
    while (byTransaction.containsKey(transaction)) {
      transaction++;
    }
    PendingQuery query = new PendingQuery(transaction, source, ask, now);
    byTransaction.put(transaction, query);
    asked.add(ask.to());
    awaited.add(query);
    window.sent();
    counters.increment(Counter.QUERIES_SENT);
    Bytes id = Bytes.of(ByteBuffer.allocate(Integer.BYTES).putInt(0, transaction));
    KrpcMessage message = ask.query().complete(id, table.self(), !role.answers());
    out.accept(new Datagram(ask.to(), KrpcCodec.encode(message)));
  }

  private void expireAwaited(PendingQuery query, Deadline now) {
    InetSocketAddress node = query.ask().to();
    counters.increment(Counter.SLOW);
    if (times.knows(node) && !silent.contains(node, now)) {
      window.lost(Duration.ofNanos(times.patienceNanos(node)), now);
    }
    silent.silent(node, now);
    makeSlow(query);
    if (touch(query)) {
      query.source().slow(query.ask(), now);
    }
  }

  private void makeSlow(PendingQuery query) {
    awaited.remove(query);
    window.released();
    query.become(Phase.SLOW);
    slow.add(query);
  }

  /** Notes that a source must be looked at; false if it does not exist any more. */
  private boolean touch(PendingQuery query) {
    boolean alive = whenSettled.containsKey(query.source());
    if (alive) {
      touched.add(query.source());
    }
    return alive;
  }

  private Deadline slowAt(PendingQuery query) {
    return query.sentAt().plusNanos(times.patienceNanos(query.ask().to()));
  }

  private long hopelessAfterNanos() {
    long wanted = HOPELESS_FACTOR * times.strangersPatienceNanos();
    long least = Math.max(wanted, HOPELESS_LEAST.toNanos());
    return Math.min(least, config.queryTimeout().toNanos());
  }

  private static boolean isDue(Deque<PendingQuery> queue, long afterNanos, Deadline now) {
    return !queue.isEmpty() && queue.peek().sentAt().plusNanos(afterNanos).hasPassed(now);
  }
}
