package io.mosaik.dht.node;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.AnnouncePeer;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.GetPeers;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutImmutable;
import io.mosaik.dht.lookup.FoundPeers;
import io.mosaik.dht.lookup.ImmutableValue;
import io.mosaik.dht.lookup.Lookup;
import io.mosaik.dht.lookup.LookupOutcome;
import io.mosaik.dht.lookup.MostRecentItem;
import io.mosaik.dht.lookup.QueryTemplate;
import io.mosaik.dht.lookup.SinglePing;
import io.mosaik.dht.lookup.ValueCollector;
import io.mosaik.dht.routing.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Carries out what the owner of the node wants: turns each request into lookups and store rounds,
 * and their ends into events.
 *
 * <p>Confined to the core's thread.
 */
final class Requests {

  private final Lookups lookups;
  private final QueryEngine engine;
  private final OwnItems ownItems;
  private final Consumer<Event> events;
  private final RecentResponders recent = new RecentResponders();
  private final Resolves resolves;
  private final MutablePuts puts;
  private final Map<Long, Consumer<Deadline>> cancellers = new HashMap<>();

  Requests(Lookups lookups, QueryEngine engine, OwnItems ownItems, Consumer<Event> events) {
    this.lookups = lookups;
    this.engine = engine;
    this.ownItems = ownItems;
    this.events = events;
    this.resolves = new Resolves(lookups, recent, ownItems, this::finish);
    this.puts = new MutablePuts(this::storeTask, ownItems, resolves::written, this::finish);
  }

  void cancel(long id, Deadline now) {
    Optional.ofNullable(cancellers.remove(id)).ifPresent(canceller -> canceller.accept(now));
  }

  /** Returns how many requests have not ended, and how many targets are read or written. */
  int open() {
    return cancellers.size() + resolves.open() + puts.open();
  }

  void resolve(Command.Resolve request, Deadline now) {
    Runnable canceller = resolves.resolve(request, now);
    cancellers.put(request.id(), then -> canceller.run());
  }

  void getMutable(Command.GetMutable request, Deadline now) {
    MostRecentItem<MutableItem> newest =
        new MostRecentItem<>(
            request.key(),
            request.salt(),
            item -> Optional.of(item).filter(Requests::isStorableString),
            item -> {});
    NodeId target = MutableItem.target(request.key(), request.salt());
    ownItems.mutable(target, now).ifPresent(newest::offer);
    get(request, target, newest, outcome -> newest.best(), now);
  }

  void getImmutable(Command.GetImmutable request, Deadline now) {
    ImmutableValue value = new ImmutableValue(request.target());
    ownItems.immutable(request.target(), now).ifPresent(value::offer);
    get(request, request.target(), value, outcome -> value.value(), now);
  }

  void findNode(Command.FindNode request, Deadline now) {
    NodeId target = request.target();
    run(
        request,
        target,
        (id, self, ro) -> new FindNode(id, self, ro, target),
        ValueCollector.none(),
        false,
        (outcome, then) -> outcome.closest(),
        now);
  }

  void getPeers(Command.GetPeers request, Deadline now) {
    FoundPeers found = new FoundPeers();
    run(
        request,
        request.infoHash(),
        (id, self, ro) -> new GetPeers(id, self, ro, request.infoHash()),
        found,
        true,
        (outcome, then) -> found.peers(),
        now);
  }

  void putMutable(Command.PutMutable request, Deadline now) {
    cancellers.put(request.id(), then -> puts.cancel(request, then));
    puts.put(request, now);
  }

  void putImmutable(Command.PutImmutable request, Deadline now) {
    NodeId target = request.value().target();
    store(
        request,
        new StoreTask.Plan(
            "a value under " + target,
            target,
            QueryTemplate.get(target),
            to ->
                (id, self, ro) ->
                    new PutImmutable(id, self, ro, target, to.token(), request.value()),
            false),
        now);
  }

  void announcePeer(Command.AnnouncePeer request, Deadline now) {
    NodeId infoHash = request.infoHash();
    boolean implied = request.port().isEmpty();
    int port = request.port().orElse(0);
    store(
        request,
        new StoreTask.Plan(
            "a peer of " + infoHash,
            infoHash,
            (id, self, ro) -> new GetPeers(id, self, ro, infoHash),
            to ->
                (id, self, ro) ->
                    new AnnouncePeer(id, self, ro, infoHash, port, implied, to.token()),
            false),
        now);
  }

  void ping(Command.Ping request) {
    SinglePing ping = new SinglePing(request.address());
    cancellers.put(request.id(), then -> engine.cancel(ping));
    engine.start(
        ping,
        then ->
            finish(
                ping.answer()
                    .<Event>map(answer -> new Event.Completed<>(request, answer))
                    .orElseGet(
                        () ->
                            new Event.Failed(
                                request,
                                new DhtException(
                                    DhtException.Reason.TIMED_OUT,
                                    "no answer to two pings from " + request.address())))));
  }

  private <R> void get(
      Command.Request<R> request,
      NodeId target,
      ValueCollector collector,
      java.util.function.Function<LookupOutcome, R> result,
      Deadline now) {
    run(
        request,
        target,
        QueryTemplate.get(target),
        collector,
        true,
        (outcome, then) -> {
          recent.remember(target, outcome, then);
          return result.apply(outcome);
        },
        now);
  }

  private <R> void run(
      Command.Request<R> request,
      NodeId target,
      QueryTemplate query,
      ValueCollector collector,
      boolean needsToken,
      BiFunction<LookupOutcome, Deadline, R> result,
      Deadline now) {
    Lookup lookup =
        lookups.start(
            target,
            query,
            collector,
            needsToken,
            (outcome, then) -> finish(new Event.Completed<>(request, result.apply(outcome, then))),
            now);
    cancellers.put(request.id(), then -> lookups.cancel(lookup));
  }

  private void store(Command.Request<PublishReceipt> request, StoreTask.Plan plan, Deadline now) {
    StoreTask task =
        storeTask(
            plan,
            new StoreTask.Listener() {
              @Override
              public void stored(PublishReceipt receipt, Deadline then) {
                finish(new Event.Completed<>(request, receipt));
              }

              @Override
              public void failed(DhtException failure, Deadline then) {
                finish(new Event.Failed(request, failure));
              }
            });
    cancellers.put(request.id(), then -> task.cancel());
    task.start(now);
  }

  private StoreTask storeTask(StoreTask.Plan plan, StoreTask.Listener listener) {
    return new StoreTask(plan, lookups, engine, recent, listener);
  }

  private void finish(Event event) {
    if (event instanceof Event.Completed<?> completed) {
      cancellers.remove(completed.request().id());
    } else if (event instanceof Event.Failed failed) {
      cancellers.remove(failed.request().id());
    }
    events.accept(event);
  }

  /**
   * Whether this can be given to our owner: what BEP 44 would not store must hide nothing, nor must
   * a string that is not encoded as usual, because our owner gets its content only.
   */
  private static boolean isStorableString(MutableItem item) {
    return item.value().string().map(BencodedValue::ofString).equals(Optional.of(item.value()))
        && item.value().size() <= BencodedValue.MAX_SIZE
        && item.hasValidSignature();
  }
}
