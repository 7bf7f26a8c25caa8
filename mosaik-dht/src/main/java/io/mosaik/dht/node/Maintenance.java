package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Want;
import io.mosaik.dht.lookup.LookupOutcome;
import io.mosaik.dht.lookup.NetworkSize;
import io.mosaik.dht.lookup.PingRound;
import io.mosaik.dht.lookup.ValueCollector;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Gets the node into the network and keeps it there: asks for contacts while it is alone, looks its
 * own id up, refreshes buckets that have not changed (BEP 5, "Routing Table"), and pings nodes that
 * were not heard for a while.
 *
 * <p>Confined to the core's thread.
 */
final class Maintenance {

  /** How often the table is searched for nodes to ping. mainline: 5 minutes. */
  static final Duration PING_INTERVAL = Duration.ofMinutes(5);

  /** How often buckets are refreshed. BEP 5: 15 minutes. */
  static final Duration REFRESH_INTERVAL = Duration.ofMinutes(15);

  /** When a new node looks again: its neighbours may have started with it. Our choice. */
  static final Duration FIRST_REFRESH = Duration.ofMinutes(1);

  /** How soon a lonely node asks for contacts again, at first and at most. Our choice. */
  static final Duration LEAST_BACKOFF = Duration.ofSeconds(1);

  static final Duration MOST_BACKOFF = Duration.ofMinutes(1);

  private final NodeConfig config;
  private final RoutingTable table;
  private final Lookups lookups;
  private final NetworkSize size;
  private final PingRound pings;
  private final Runnable whenPlaced;
  private final Runnable whenRefreshed;
  private final RandomGenerator random;
  private final Consumer<Event> events;
  private Deadline nextPing;
  private Deadline nextRefresh;
  private Deadline nextContacts;
  private Duration backoff = LEAST_BACKOFF;
  private Want want = Want.OWN;
  private boolean joining;
  private boolean again;
  private boolean joined;

  Maintenance(
      NodeConfig config,
      RoutingTable table,
      Lookups lookups,
      NetworkSize size,
      PingRound pings,
      Runnable whenPlaced,
      Runnable whenRefreshed,
      RandomGenerator random,
      Consumer<Event> events,
      Deadline now) {
    this.config = config;
    this.table = table;
    this.lookups = lookups;
    this.size = size;
    this.pings = pings;
    this.whenPlaced = whenPlaced;
    this.whenRefreshed = whenRefreshed;
    this.random = random;
    this.events = events;
    nextPing = now.plus(jittered(PING_INTERVAL));
    nextRefresh = now.plus(jittered(FIRST_REFRESH));
    nextContacts = now;
    if (!config.expectsContacts()) {
      joined = true;
      events.accept(new Event.Joined(0));
    }
  }

  /** Asks for nodes of both families from now on. */
  void wantBothFamilies() {
    want = Want.BOTH;
  }

  /** Looks for our place in the network, unless that is under way. */
  void findOurPlace(Deadline now) {
    if (!joining) {
      joining = true;
      size.pending(true);
      lookUp(table.self(), this::foundOurPlace, now);
    }
  }

  /**
   * Sees to it that the size of the network will be known: our owner is about to read or to write,
   * and how far one has to look for that follows from the size.
   */
  void estimateSize(Deadline now) {
    if (!size.isEstablished()) {
      findOurPlace(now);
    }
  }

  /**
   * We have another id: looks for our new place, and does not let the search for the old one do.
   */
  void moved(Deadline now) {
    again = joining;
    findOurPlace(now);
  }

  /** Does what is due. */
  void run(Deadline now) {
    if (isAlone() && nextContacts.hasPassed(now)) {
      events.accept(new Event.ContactsWanted());
      nextContacts = now.plus(jittered(backoff));
      backoff = min(backoff.multipliedBy(2), MOST_BACKOFF);
    }
    if (nextPing.hasPassed(now)) {
      nextPing = now.plus(jittered(PING_INTERVAL));
      for (NodeInfo node : table.dueForPing(now)) {
        pings.add(node.address());
      }
      events.accept(new Event.TableTidied());
    }
    if (nextRefresh.hasPassed(now)) {
      nextRefresh = now.plus(jittered(REFRESH_INTERVAL));
      whenRefreshed.run();
      events.accept(new Event.TableTidied());
      if (table.size() > 0) {
        findOurPlace(now);
        lookUp(NodeId.random(random), (outcome, then) -> {}, now); // to estimate the network's size
        table
            .dueForRefresh(random, now)
            .forEach(target -> lookUp(target, (outcome, then) -> {}, now));
      }
    }
  }

  /** When {@link #run} has something to do. */
  Deadline nextDeadline() {
    Deadline next = Deadline.min(nextPing, nextRefresh);
    return isAlone() ? Deadline.min(next, nextContacts) : next;
  }

  private boolean isAlone() {
    return config.expectsContacts() && table.isDeserted();
  }

  private void lookUp(NodeId target, BiConsumer<LookupOutcome, Deadline> listener, Deadline now) {
    lookups.start(
        target,
        (id, self, ro) -> new FindNode(id, self, ro, target, want),
        ValueCollector.none(),
        false,
        (outcome, then) -> {
          size.observe(target, outcome);
          listener.accept(outcome, then);
        },
        now);
  }

  private void foundOurPlace(LookupOutcome outcome, Deadline now) {
    joining = false;
    if (outcome.answered() > 0) {
      backoff = LEAST_BACKOFF;
      if (!joined) {
        joined = true;
        events.accept(new Event.Joined(table.size()));
      }
    }
    size.pending(false);
    if (again) {
      again = false;
      findOurPlace(now);
    }
    whenPlaced.run();
  }

  /** Up to a half longer, so that nodes that started together do not stay together. */
  private Duration jittered(Duration duration) {
    return duration.plusNanos(random.nextLong(duration.toNanos() / 2));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
