package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Want;
import io.mosaik.dht.lookup.NetworkSize;
import io.mosaik.dht.lookup.PingRound;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoundTripTimes;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a node looks after its place in the network; nobody ever answers here. */
class MaintenanceTest {

  private static final Deadline START = Deadline.ofNanos(0);

  private final Random random = new Random(31);
  private final RoutingTable table = new RoutingTable(NodeId.random(random));
  private final PingRound pings = new PingRound();
  private final List<Event> events = new ArrayList<>();
  private final List<KrpcMessage> sent = new ArrayList<>();
  private final List<Deadline> refreshes = new ArrayList<>();
  private Deadline now = START;

  @Test
  void aNodeWithoutContactsIsTheFirstAndHasJoinedAlready() {
    Maintenance maintenance = maintenance(false).maintenance;
    assertEquals(List.of(new Event.Joined(0)), events);
    events.clear();
    maintenance.run(START.plus(Duration.ofSeconds(30)));
    assertEquals(List.of(), events);
  }

  @Test
  void aLonelyNodeAsksForContactsLessAndLessOften() {
    Parts parts = maintenance(true);
    List<Deadline> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      runToNext(parts);
      if (events.remove(new Event.ContactsWanted())) {
        asked.add(now);
      }
    }
    assertEquals(START, asked.get(0));
    for (int i = 1; i < asked.size(); i++) {
      Duration pause = asked.get(i - 1).until(asked.get(i));
      Duration least = Duration.ofSeconds(Math.min(60, 1L << (i - 1)));
      assertFalse(pause.compareTo(least) < 0, "pause " + i + " is " + pause);
      assertTrue(
          pause.compareTo(least.plus(least.dividedBy(2))) < 0, "pause " + i + " is " + pause);
    }
  }

  @Test
  void whoKnowsSomebodyAsksForNoContacts() {
    Parts parts = maintenance(true);
    NodeInfo known = node();
    table.answered(known, START);
    for (int second = 1; second <= 240; second++) {
      runUntil(parts, Duration.ofSeconds(second));
      table.answered(known, now);
    }
    assertFalse(events.contains(new Event.ContactsWanted()));
  }

  @Test
  void whoKnowsOnlyNodesThatAreGoneAsksForContacts() {
    Parts parts = maintenance(true);
    NodeInfo gone = node();
    table.answered(gone, START);
    runUntil(parts, Duration.ofSeconds(30));
    assertFalse(events.contains(new Event.ContactsWanted()));
    table.silent(gone.address(), START.plus(Duration.ofSeconds(10)));
    table.silent(gone.address(), START.plus(Duration.ofSeconds(20)));
    assertEquals(1, table.size(), "it may come back");
    runUntil(parts, Duration.ofSeconds(31));
    assertTrue(events.contains(new Event.ContactsWanted()));
  }

  @Test
  void nodesThatWereNotHeardForFiveMinutesArePinged() {
    Parts parts = maintenance(true);
    table.answered(node(), START);
    runUntil(parts, Duration.ofMinutes(4));
    assertEquals(0, count(Ping.class));
    runUntil(parts, Duration.ofMinutes(8));
    assertTrue(count(Ping.class) > 0);
    assertTrue(events.contains(new Event.TableTidied()));
  }

  @Test
  void theFirstRefreshComesSoonAndTheOthersEveryQuarterOfAnHour() {
    Parts parts = maintenance(false);
    runUntil(parts, Duration.ofHours(3));
    assertTrue(START.until(refreshes.get(0)).compareTo(Duration.ofSeconds(90)) <= 0);
    for (int i = 1; i < refreshes.size(); i++) {
      Duration pause = refreshes.get(i - 1).until(refreshes.get(i));
      assertFalse(pause.compareTo(Maintenance.REFRESH_INTERVAL) < 0, pause::toString);
      assertTrue(pause.compareTo(Duration.ofSeconds(1350)) < 0, pause::toString);
    }
    assertTrue(refreshes.size() > 6, refreshes::toString);
  }

  @Test
  void aRefreshLooksForOurPlaceAndIntoBucketsThatHaveNotChanged() {
    Parts parts = maintenance(true);
    NodeInfo known = node();
    table.answered(known, START);
    int bucket = table.self().sharedPrefixBits(known.id());
    runUntil(parts, Duration.ofMinutes(2));
    assertTrue(targets().contains(table.self()));
    sent.clear();
    runUntil(parts, Duration.ofMinutes(25));
    assertTrue(targets().contains(table.self()));
    assertTrue(
        targets().stream().anyMatch(target -> table.self().sharedPrefixBits(target) == bucket));
  }

  @Test
  void besideASiblingItAsksForNodesOfBothFamilies() {
    Parts parts = maintenance(true);
    table.answered(node(), START);
    parts.maintenance.wantBothFamilies();
    parts.maintenance.findOurPlace(now);
    parts.engine.advance(now);
    assertEquals(Want.BOTH, queries(FindNode.class).get(0).want());
  }

  @Test
  void theSearchForOurPlaceIsNotStartedTwice() {
    Parts parts = maintenance(true);
    table.answered(node(), START);
    parts.maintenance.findOurPlace(now);
    parts.maintenance.findOurPlace(now);
    parts.engine.advance(now);
    assertEquals(1, count(FindNode.class));
  }

  private record Parts(Maintenance maintenance, QueryEngine engine, Lookups lookups) {}

  private Parts maintenance(boolean contacts) {
    NodeConfig config = NodeConfig.defaults(false, contacts);
    SilentNodes silent = new SilentNodes();
    Counters counters = new Counters();
    RoundTripTimes times =
        new RoundTripTimes(Duration.ofMillis(500), Duration.ofMillis(40), Duration.ofSeconds(1));
    QueryEngine engine =
        new QueryEngine(
            config,
            new Role(NodeMode.CLIENT, START),
            table,
            times,
            silent,
            counters,
            random,
            out -> sent.add(decoded(out)));
    NetworkSize size = new NetworkSize();
    Lookups lookups = new Lookups(config, table, silent, size, engine, counters);
    engine.start(pings, never -> {});
    Maintenance maintenance =
        new Maintenance(
            config,
            table,
            lookups,
            size,
            pings,
            () -> {},
            () -> refreshes.add(now),
            random,
            events::add,
            START);
    return new Parts(maintenance, engine, lookups);
  }

  private void runUntil(Parts parts, Duration end) {
    while (next(parts).isBefore(START.plus(end))) {
      runToNext(parts);
    }
    now = START.plus(end);
  }

  private void runToNext(Parts parts) {
    Deadline next = next(parts);
    now = next.isBefore(now) ? now : next;
    parts.engine.expire(now);
    parts.lookups.expire(now);
    parts.maintenance.run(now);
    parts.engine.advance(now);
  }

  private static Deadline next(Parts parts) {
    Deadline next = Deadline.min(parts.engine.nextDeadline(), parts.lookups.nextDeadline());
    return Deadline.min(next, parts.maintenance.nextDeadline());
  }

  private <T extends KrpcMessage> long count(Class<T> kind) {
    return queries(kind).size();
  }

  private <T extends KrpcMessage> List<T> queries(Class<T> kind) {
    return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private List<NodeId> targets() {
    return queries(FindNode.class).stream().map(FindNode::target).toList();
  }

  private static KrpcMessage decoded(Datagram out) {
    try {
      return KrpcCodec.decode(out.payload());
    } catch (KrpcException ours) {
      throw new AssertionError(ours);
    }
  }

  private NodeInfo node() {
    return new NodeInfo(NodeId.random(random), new InetSocketAddress("20.1.2.3", 6881));
  }
}
