package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.lookup.Ask;
import io.mosaik.dht.lookup.QuerySource;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.RoundTripTimes;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of queries that nobody answers. */
class QueryEngineTest {

  private static final Deadline START = Deadline.ofNanos(0);
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private static final int MAX_UNANSWERED = NodeLimits.DEFAULTS.maxUnansweredQueries();

  private final Random random = new Random(9);
  private final Counters counters = new Counters();
  private final QueryEngine engine =
      new QueryEngine(
          new NodeConfig(
              NodeMode.CLIENT,
              AddressFamily.IPV4,
              false,
              NodeLimits.DEFAULTS,
              TIMEOUT,
              Duration.ofMillis(40)),
          new Role(NodeMode.CLIENT, START),
          new RoutingTable(NodeId.random(random)),
          new RoundTripTimes(Duration.ofMillis(500), Duration.ofMillis(40), Duration.ofSeconds(1)),
          new SilentNodes(),
          counters,
          random,
          datagram -> {});

  @Test
  void hopelessQueriesAreForgottenEarlyWhenTooManyAreRemembered() {
    engine.start(new Ghosts(), now -> {});
    engine.advance(START);
    long enough = MAX_UNANSWERED + 1000;
    Deadline now = START;
    while (counters.get(Counter.QUERIES_SENT) < enough) {
      now = engine.nextDeadline();
      assertTrue(now.isBefore(START.plus(TIMEOUT)), "stuck until the time-out");
      engine.expire(now);
      engine.advance(now);
      long remembered = counters.get(Counter.QUERIES_SENT) - counters.get(Counter.TIMED_OUT);
      assertTrue(remembered <= MAX_UNANSWERED, () -> remembered + " remembered");
    }
    assertTrue(counters.get(Counter.LIMITED_UNANSWERED) > 0);
    assertEquals(QueryWindow.INITIAL, engine.inFlight(), "the window is used to the full");
  }

  /** Asks ever other nodes. */
  private static final class Ghosts implements QuerySource {
    private int number;

    @Override
    public Optional<Ask> nextAsk(Deadline now) {
      number++;
      int port = 1 + number % 60_000;
      return Optional.of(new Ask(new InetSocketAddress("10.0.0.1", port), Ping::new, 1));
    }

    @Override
    public boolean answered(Ask ask, Response response, Deadline now) {
      throw new AssertionError("a ghost has answered " + ask);
    }

    @Override
    public void refused(Ask ask, KrpcError error, Deadline now) {
      throw new AssertionError("a ghost has refused " + ask);
    }

    @Override
    public void slow(Ask ask, Deadline now) {}

    @Override
    public void hopeless(Ask ask, Deadline now) {}

    @Override
    public boolean isSettled() {
      return false;
    }
  }
}
