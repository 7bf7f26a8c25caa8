package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.lookup.Coverage;
import io.mosaik.dht.lookup.Lookup;
import io.mosaik.dht.lookup.LookupOutcome;
import io.mosaik.dht.lookup.QueryTemplate;
import io.mosaik.dht.lookup.Referrers;
import io.mosaik.dht.lookup.ValueCollector;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The lookups under way: where they start from, and what they tell each other. A lookup that knows
 * nobody to ask waits for contacts, as long as one query may take; then it ends, having asked
 * nobody.
 *
 * <p>Confined to the core's thread.
 */
final class Lookups {

  /**
   * With how many nodes a lookup starts, the closest first. Those beyond the first 20 are asked
   * only if these do not lead anywhere else than to each other.
   */
  private static final int START = 3 * Lookup.CLOSEST;

  private final NodeConfig config;
  private final RoutingTable table;
  private final SilentNodes silent;
  private final Coverage coverage;
  private final Referrers referrers = new Referrers();
  private final QueryEngine engine;
  private final Counters counters;
  private final Map<Lookup, BiConsumer<LookupOutcome, Deadline>> running = new LinkedHashMap<>();
  private final Map<Lookup, Deadline> stranded = new LinkedHashMap<>();
  private List<InetSocketAddress> contacts = List.of();
  private int turns;

  Lookups(
      NodeConfig config,
      RoutingTable table,
      SilentNodes silent,
      Coverage coverage,
      QueryEngine engine,
      Counters counters) {
    this.config = config;
    this.table = table;
    this.silent = silent;
    this.coverage = coverage;
    this.engine = engine;
    this.counters = counters;
  }

  /** Starts a lookup that ends by itself, and then tells the listener. */
  Lookup start(
      NodeId target,
      QueryTemplate query,
      ValueCollector collector,
      boolean needsToken,
      BiConsumer<LookupOutcome, Deadline> listener,
      Deadline now) {
    Lookup lookup =
        new Lookup(target, table.self(), query, collector, needsToken, silent, coverage, referrers);
    running.put(lookup, listener);
    lookup.hear(table.closest(target, START));
    if (table.alive() < Lookup.CLOSEST) {
      lookup.contact(rotated(contacts));
    }
    if (lookup.isStranded() && config.expectsContacts()) {
      stranded.put(lookup, now.plus(config.queryTimeout()));
    } else {
      launch(lookup);
    }
    return lookup;
  }

  /** Ends a lookup without telling anybody. */
  void cancel(Lookup lookup) {
    running.remove(lookup);
    stranded.remove(lookup);
    engine.cancel(lookup);
  }

  /** Where to enter the network. */
  void contacts(List<InetSocketAddress> addresses) {
    contacts = addresses;
    if (table.alive() < Lookup.CLOSEST) {
      running.keySet().forEach(lookup -> lookup.contact(rotated(addresses)));
    }
    launchSaved();
  }

  /** A node has told of others, whoever had asked it. */
  void overhear(List<NodeInfo> nodes, InetSocketAddress referrer, Deadline now) {
    if (!nodes.isEmpty()) {
      running.keySet().forEach(lookup -> lookup.overhear(nodes, referrer, now));
      launchSaved();
    }
  }

  /** Ends the lookups that have waited for contacts long enough. */
  void expire(Deadline now) {
    for (Lookup lookup : List.copyOf(stranded.keySet())) {
      if (stranded.get(lookup).hasPassed(now)) {
        launch(lookup);
      }
    }
  }

  /** When {@link #expire} has something to do. */
  Deadline nextDeadline() {
    return stranded.values().stream().reduce(Deadline.NEVER, Deadline::min);
  }

  /** Returns how many lookups have not ended. */
  int open() {
    return running.size() + stranded.size();
  }

  /** Each lookup begins with another contact. */
  private List<InetSocketAddress> rotated(List<InetSocketAddress> addresses) {
    List<InetSocketAddress> turned = new ArrayList<>(addresses);
    Collections.rotate(turned, turns++);
    return turned;
  }

  private void launchSaved() {
    List.copyOf(stranded.keySet()).stream()
        .filter(lookup -> !lookup.isStranded())
        .forEach(this::launch);
  }

  private void launch(Lookup lookup) {
    stranded.remove(lookup);
    engine.start(lookup, now -> end(lookup, now));
  }

  private void end(Lookup lookup, Deadline now) {
    counters.add(Counter.UNUSABLE_VALUES, lookup.unusableValues());
    counters.add(Counter.FORGED_VALUES, lookup.forgedValues());
    running.remove(lookup).accept(lookup.outcome(), now);
  }
}
