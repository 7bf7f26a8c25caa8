package io.mosaik.dht.node;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.lookup.QueryTemplate;
import io.mosaik.dht.routing.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Our own puts of mutable items that are under way, and what they mean for the next one under the
 * same target (mainline's rules): the same item joins the one under way; an older one is not the
 * most recent; one that expects the one under way ({@code cas}) waits for its end; one that expects
 * another has lost the swap; and one that expects nothing is a conflict.
 *
 * <p>Confined to the core's thread.
 */
final class MutablePuts {

  private final BiFunction<StoreTask.Plan, StoreTask.Listener, StoreTask> tasks;
  private final OwnItems ownItems;
  private final Consumer<NodeId> written;
  private final Consumer<Event> events;
  private final Map<NodeId, Deque<Put>> underWay = new HashMap<>();

  /**
   * Makes the puts of a node.
   *
   * @param tasks makes those that store
   * @param ownItems is told what others have stored
   * @param written hears of each target whose put is over
   * @param events takes in how requests end
   */
  MutablePuts(
      BiFunction<StoreTask.Plan, StoreTask.Listener, StoreTask> tasks,
      OwnItems ownItems,
      Consumer<NodeId> written,
      Consumer<Event> events) {
    this.tasks = tasks;
    this.ownItems = ownItems;
    this.written = written;
    this.events = events;
  }

  /** Stores an item, or refuses to. */
  void put(Command.PutMutable request, Deadline now) {
    NodeId target = request.item().target();
    Deque<Put> queue = underWay.getOrDefault(target, new ArrayDeque<>());
    Optional<Put> same = queue.stream().filter(put -> put.item.equals(request.item())).findFirst();
    if (same.isPresent()) {
      same.get().waiting.add(request);
      return;
    }
    Optional<Reason> conflict =
        Optional.ofNullable(queue.peekLast()).flatMap(latest -> conflict(latest.item, request));
    if (conflict.isPresent()) {
      events.accept(
          new Event.Failed(
              request,
              new DhtException(
                  conflict.get(),
                  "storing sequence "
                      + request.item().seq()
                      + " under "
                      + target
                      + ": sequence "
                      + queue.getLast().item.seq()
                      + " is on its way, "
                      + expectation(request))));
      return;
    }
    Put put = new Put(request);
    underWay.put(target, queue);
    queue.add(put);
    if (queue.size() == 1) {
      put.start(now);
    }
  }

  private static String expectation(Command.PutMutable request) {
    return request.cas().isPresent()
        ? "expected was " + request.cas().getAsLong()
        : "no sequence was expected";
  }

  /**
   * Nobody waits for this request any more. Its put ends when that holds for all that joined it.
   */
  void cancel(Command.PutMutable request, Deadline now) {
    NodeId target = request.item().target();
    Deque<Put> queue = underWay.getOrDefault(target, new ArrayDeque<>());
    for (Put put : List.copyOf(queue)) {
      put.waiting.remove(request);
      if (put.waiting.isEmpty()) {
        boolean running = put == queue.peek();
        put.task.ifPresent(StoreTask::cancel);
        queue.remove(put);
        if (running) {
          over(target, now);
        }
      }
    }
  }

  /** Returns for how many targets a put is under way. */
  int open() {
    return underWay.size();
  }

  private static Optional<Reason> conflict(MutableItem latest, Command.PutMutable request) {
    OptionalLong cas = request.cas();
    if (request.item().seq() < latest.seq()) {
      return Optional.of(Reason.NOT_MOST_RECENT);
    }
    if (cas.isEmpty()) {
      return Optional.of(Reason.CONFLICTING_WRITE);
    }
    return cas.getAsLong() == latest.seq() ? Optional.empty() : Optional.of(Reason.SWAP_LOST);
  }

  /** The put that was under way is so no more: it is the next one's turn. */
  private void over(NodeId target, Deadline now) {
    written.accept(target);
    Deque<Put> queue = underWay.get(target);
    if (queue.isEmpty()) {
      underWay.remove(target);
    } else {
      queue.peek().start(now);
    }
  }

  /** One item on its way, and all who want it stored. */
  private final class Put implements StoreTask.Listener {
    private final MutableItem item;
    private final OptionalLong cas;
    private final List<Command.PutMutable> waiting = new ArrayList<>();
    private Optional<StoreTask> task = Optional.empty();

    private Put(Command.PutMutable request) {
      item = request.item();
      cas = request.cas();
      waiting.add(request);
    }

    private void start(Deadline now) {
      NodeId target = item.target();
      StoreTask.Plan plan =
          new StoreTask.Plan(
              "sequence " + item.seq() + " under " + target,
              target,
              QueryTemplate.get(target),
              to -> (id, self, ro) -> new PutMutable(id, self, ro, target, to.token(), item, cas),
              true);
      StoreTask started = tasks.apply(plan, this);
      task = Optional.of(started);
      started.start(now);
    }

    @Override
    public void stored(PublishReceipt receipt, Deadline now) {
      ownItems.stored(item, now);
      waiting.forEach(request -> events.accept(new Event.Completed<>(request, receipt)));
      end(now);
    }

    @Override
    public void failed(DhtException failure, Deadline now) {
      waiting.forEach(request -> events.accept(new Event.Failed(request, failure)));
      end(now);
    }

    private void end(Deadline now) {
      underWay.get(item.target()).remove(this);
      over(item.target(), now);
    }
  }
}
