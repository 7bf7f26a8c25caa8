package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import java.net.InetSocketAddress;
import java.time.Duration;
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

  /** How many silent nodes are remembered. Our choice. */
  static final int MAX_SILENT = 1024;

  /** How long a node is left alone that answered neither of two pings, at first and at most. */
  static final Duration LEAST_SILENCE = Duration.ofMinutes(5);

  static final Duration MOST_SILENCE = Duration.ofHours(2);

  private final Map<InetSocketAddress, Silence> silent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Silence> eldest) {
          return size() > MAX_SILENT;
        }
      };

  private record Silence(Deadline end, Duration length) {}

  private final Set<Ask> awaited = new HashSet<>();

  /** Those that are pinged because they asked us something: as many as wait or are awaited. */
  private final Set<InetSocketAddress> offered = new HashSet<>();

  /** Pings a node soon, unless it is about to be pinged. */
  public void add(InetSocketAddress address) {
    if (waiting.size() < MAX_WAITING) {
      waiting.putIfAbsent(address, 1);
    }
  }

  /**
   * Pings a node that asked us something soon, unless it is about to be pinged, or has been in vain
   * not long ago: many clients ask without ever answering. Nodes that were pinged for another
   * reason are not remembered for that: who asks after a restart is worth a ping at once.
   *
   * @return whether it will be pinged
   */
  public boolean offer(InetSocketAddress address, Deadline now) {
    if (!wouldPing(address, now)) {
      return false;
    }
    waiting.put(address, 1);
    offered.add(address);
    return true;
  }

  /** Whether {@link #offer} would be accepted. */
  public boolean wouldPing(InetSocketAddress address, Deadline now) {
    Silence silence = silent.get(address);
    return (silence == null || silence.end().hasPassed(now))
        && waiting.size() < MAX_WAITING
        && !waiting.containsKey(address);
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
    offered.remove(ask.to());
    silent.remove(ask.to());
    return true;
  }

  @Override
  public void refused(Ask ask, KrpcError error, Deadline now) {
    awaited.remove(ask);
    offered.remove(ask.to());
  }

  @Override
  public void slow(Ask ask, Deadline now) {
    awaited.remove(ask);
    if (ask.attempt() == 1 && waiting.size() < MAX_WAITING) {
      waiting.putIfAbsent(ask.to(), 2);
    } else if (offered.remove(ask.to())) {
      silent.merge(ask.to(), silence(LEAST_SILENCE, now), (old, first) -> longer(old, now));
    }
  }

  private static Silence longer(Silence old, Deadline now) {
    Duration length = old.length().multipliedBy(2);
    return silence(length.compareTo(MOST_SILENCE) < 0 ? length : MOST_SILENCE, now);
  }

  private static Silence silence(Duration length, Deadline now) {
    return new Silence(now.plus(length), length);
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
