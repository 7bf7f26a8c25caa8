package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which nodes are still there (BEP 5, "ping"), one after the other as the network
 * permits. What comes of it is for the routing table, which hears of every answer anyway.
 *
 * <p>Confined to the core's thread. Bounded: at most {@value #MAX_WAITING} nodes wait to be pinged;
 * who comes later is left out.
 */
public final class PingRound implements QuerySource {

  /** More than a table holds. */
  static final int MAX_WAITING = 1024;

  /** How many pings are in flight at once, so that lookups do not suffer from them. Our choice. */
  static final int MAX_PARALLEL = 8;

  private final Map<InetSocketAddress, Integer> waiting = new LinkedHashMap<>();
  private final Set<Ask> awaited = new HashSet<>();

  /** Pings a node soon, unless it is about to be pinged. */
  public void add(InetSocketAddress address) {
    if (waiting.size() < MAX_WAITING) {
      waiting.putIfAbsent(address, 1);
    }
  }

  @Override
  public Optional<Ask> nextAsk(Deadline now) {
    if (waiting.isEmpty() || awaited.size() >= MAX_PARALLEL) {
      return Optional.empty();
    }
    InetSocketAddress next = waiting.keySet().iterator().next();
    Ask ask = new Ask(next, Ping::new, waiting.remove(next));
    awaited.add(ask);
    return Optional.of(ask);
  }

  @Override
  public boolean answered(Ask ask, Response response, Deadline now) {
    awaited.remove(ask);
    return true;
  }

  @Override
  public void refused(Ask ask, KrpcError error, Deadline now) {
    awaited.remove(ask);
  }

  @Override
  public void slow(Ask ask, Deadline now) {
    awaited.remove(ask);
    if (ask.attempt() == 1 && waiting.size() < MAX_WAITING) {
      waiting.putIfAbsent(ask.to(), 2);
    }
  }

  @Override
  public void hopeless(Ask ask, Deadline now) {}

  /** Never: there will always be more nodes to ping. */
  @Override
  public boolean isSettled() {
    return false;
  }

  @Override
  public boolean isEndless() {
    return true;
  }
}
