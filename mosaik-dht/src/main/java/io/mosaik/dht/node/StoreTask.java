package io.mosaik.dht.node;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.lookup.Lookup;
import io.mosaik.dht.lookup.LookupOutcome;
import io.mosaik.dht.lookup.QueryTemplate;
import io.mosaik.dht.lookup.Responder;
import io.mosaik.dht.lookup.StoreRound;
import io.mosaik.dht.lookup.ValueCollector;
import io.mosaik.dht.routing.NodeId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stores something at the nodes closest to a target. If a recent lookup of the target has left
 * tokens, they are used; if nobody accepts them, or there are none, there is a lookup first. If
 * fewer than half of them accept theirs, the next put begins with a lookup.
 *
 * <p>Confined to the core's thread.
 */
final class StoreTask {

  /**
   * What to store where.
   *
   * @param what for messages
   * @param target where
   * @param lookup how to ask for tokens
   * @param put how to ask to store
   * @param mutable whether others may write there, too. Then tokens of recent lookups will do: no
   *     time is to be lost
   */
  record Plan(
      String what,
      NodeId target,
      QueryTemplate lookup,
      Function<Responder, QueryTemplate> put,
      boolean mutable) {}

  /** Hears how it ended. */
  interface Listener {
    void stored(PublishReceipt receipt, Deadline now);

    void failed(DhtException failure, Deadline now);
  }

  private final Plan plan;
  private final Lookups lookups;
  private final QueryEngine engine;
  private final RecentResponders recent;
  private final Listener listener;
  private Optional<Lookup> lookup = Optional.empty();
  private Optional<StoreRound> round = Optional.empty();

  StoreTask(
      Plan plan, Lookups lookups, QueryEngine engine, RecentResponders recent, Listener listener) {
    this.plan = plan;
    this.lookups = lookups;
    this.engine = engine;
    this.recent = recent;
    this.listener = listener;
  }

  void start(Deadline now) {
    Optional<List<Responder>> known =
        plan.mutable() ? recent.find(plan.target(), now) : Optional.empty();
    if (known.isPresent()) {
      store(known.get(), true);
    } else {
      lookUp(now);
    }
  }

  void cancel() {
    lookup.ifPresent(lookups::cancel);
    round.ifPresent(engine::cancel);
  }

  private void lookUp(Deadline now) {
    lookup =
        Optional.of(
            lookups.start(
                plan.target(), plan.lookup(), ValueCollector.none(), true, this::lookedUp, now));
  }

  private void lookedUp(LookupOutcome outcome, Deadline now) {
    lookup = Optional.empty();
    if (plan.mutable()) {
      recent.remember(plan.target(), outcome, now);
    }
    if (outcome.responders().isEmpty()) {
      String detail = outcome.answered() + " of " + outcome.asked() + " nodes answered";
      listener.failed(failure(Reason.NO_NODES, "nobody permits to store it: " + detail), now);
    } else {
      store(outcome.responders(), false);
    }
  }

  private void store(List<Responder> responders, boolean tokensReused) {
    StoreRound next = new StoreRound(responders, plan.put(), plan.mutable());
    round = Optional.of(next);
    engine.start(next, now -> judge(next, tokensReused, now));
  }

  private void judge(StoreRound ended, boolean tokensReused, Deadline now) {
    round = Optional.empty();
    if (tokensReused && 2 * ended.stored() < ended.asked()) {
      recent.remove(plan.target()); // too many have gone, or forgotten their tokens
    }
    Optional<ErrorCode> lostTo = ended.lostTo();
    if (lostTo.isPresent()) {
      Reason reason = reasonOf(lostTo.get().code());
      listener.failed(failure(reason, refusals(ended)), now);
    } else if (ended.stored() > 0) {
      listener.stored(receipt(ended), now);
    } else if (tokensReused) {
      lookUp(now);
    } else if (ended.refusals().isEmpty()) {
      listener.failed(
          failure(Reason.TIMED_OUT, "none of " + ended.asked() + " nodes answered"), now);
    } else {
      listener.failed(failure(Reason.REFUSED, refusals(ended)), now);
    }
  }

  private DhtException failure(Reason reason, String detail) {
    return new DhtException(reason, "storing " + plan.what() + ": " + detail);
  }

  /** Such as "8 of 15 nodes refused with error 301". */
  private static String refusals(StoreRound ended) {
    return ended.refusals().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            refusal ->
                refusal.getValue()
                    + " of "
                    + ended.asked()
                    + " nodes refused with error "
                    + refusal.getKey())
        .collect(Collectors.joining(", "));
  }

  private static PublishReceipt receipt(StoreRound ended) {
    Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    ended.refusals().forEach((code, count) -> refused.merge(reasonOf(code), count, Integer::sum));
    return new PublishReceipt(ended.asked(), ended.stored(), refused);
  }

  private static Reason reasonOf(int code) {
    if (code == ErrorCode.CAS_MISMATCH.code()) {
      return Reason.SWAP_LOST;
    }
    return code == ErrorCode.SEQUENCE_TOO_LOW.code() ? Reason.NOT_MOST_RECENT : Reason.REFUSED;
  }
}
