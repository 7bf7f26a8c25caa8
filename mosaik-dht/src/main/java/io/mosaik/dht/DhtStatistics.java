package io.mosaik.dht;

import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.net.MainlineNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What a node has done since it started, and what it knows now.
 *
 * <p>Immutable.
 *
 * @param knownNodes how many nodes the routing table holds
 * @param storedItems how many values the node stores for others, some of which may have expired
 * @param estimatedNodes how many nodes the whole DHT has (both of them, if both address families
 *     are in use), estimated from how close to each other lookups find them: off by a quarter after
 *     one lookup, and by a tenth after some; empty before the first one
 * @param roundTrip the smoothed round-trip time over all nodes; empty before the first answer
 * @param queriesInFlight how many queries wait for an answer
 * @param datagramsReceived how many datagrams came
 * @param datagramsSent how many datagrams left
 * @param sendFailures how many datagrams the operating system refused to send
 * @param queriesSent how many queries left, repeated ones included
 * @param answers how many of them were answered in time, refusals included
 * @param lateAnswers how many were answered when nobody waited any more, but before the query timed
 *     out; they counted all the same
 * @param slow how many were given up waiting for, answered later or not
 * @param timedOut how many were never answered
 * @param queriesServed how many queries of others were answered
 * @param queriesRefused how many queries of others were answered with an error
 * @param queriesIgnored how many queries of others were not answered, because the node is a client,
 *     or because any answer would have exceeded what an unproven address is sent
 * @param unusableValues how many answers held a value that was not the one asked for
 * @param forgedValues how many answers held a value whose signature or hash did not hold
 * @param internalErrors how many errors of the node's own came to light; they are logged
 * @param dropped how many datagrams were dropped, by reason; no reason without a datagram
 * @param limited how often a limit has had an effect, by what it limits; nothing that was not
 *     limited
 * @param bootstrapFailures how often the name of a bootstrap node could not be resolved
 * @param tableFileFailures how often the file with saved nodes could not be read or written as it
 *     should
 * @param receiveBufferBytes the receive buffer that the operating system granted
 * @param kernelDrops how many datagrams the operating system dropped because that buffer was full;
 *     empty where it does not tell
 */
public record DhtStatistics(
    int knownNodes,
    int storedItems,
    OptionalLong estimatedNodes,
    Optional<Duration> roundTrip,
    int queriesInFlight,
    long datagramsReceived,
    long datagramsSent,
    long sendFailures,
    long queriesSent,
    long answers,
    long lateAnswers,
    long slow,
    long timedOut,
    long queriesServed,
    long queriesRefused,
    long queriesIgnored,
    long unusableValues,
    long forgedValues,
    long internalErrors,
    Map<String, Long> dropped,
    Map<String, Long> limited,
    long bootstrapFailures,
    long tableFileFailures,
    int receiveBufferBytes,
    OptionalLong kernelDrops) {

  /** Copies the maps. */
  public DhtStatistics {
    dropped = Map.copyOf(dropped);
    limited = Map.copyOf(limited);
  }

  static DhtStatistics of(MainlineNode node) {
    Counters counters = node.counters();
    long estimated = counters.get(Counter.ESTIMATED_NODES);
    long roundTrip = counters.get(Counter.ROUND_TRIP_NANOS);
    return new DhtStatistics(
        (int) counters.get(Counter.KNOWN_NODES),
        (int) counters.get(Counter.STORED_ITEMS),
        estimated == 0 ? OptionalLong.empty() : OptionalLong.of(estimated),
        roundTrip == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(roundTrip)),
        (int) counters.get(Counter.QUERIES_IN_FLIGHT),
        counters.get(Counter.DATAGRAMS_RECEIVED),
        counters.get(Counter.DATAGRAMS_SENT),
        counters.get(Counter.SEND_FAILURES),
        counters.get(Counter.QUERIES_SENT),
        counters.get(Counter.ANSWERS),
        counters.get(Counter.LATE_ANSWERS),
        counters.get(Counter.SLOW),
        counters.get(Counter.TIMED_OUT),
        counters.get(Counter.QUERIES_SERVED),
        counters.get(Counter.QUERIES_REFUSED),
        counters.get(Counter.QUERIES_IGNORED),
        counters.get(Counter.UNUSABLE_VALUES),
        counters.get(Counter.FORGED_VALUES),
        counters.get(Counter.INTERNAL_ERRORS),
        counted(counters, Counter::isDropReason),
        counted(counters, Counter::isLimit),
        counters.get(Counter.BOOTSTRAP_FAILURES),
        counters.get(Counter.TABLE_FILE_FAILURES),
        node.receiveBufferBytes(),
        node.kernelDrops());
  }

  private static Map<String, Long> counted(Counters counters, Predicate<Counter> which) {
    Map<String, Long> counted = new HashMap<>();
    for (Counter counter : Counter.values()) {
      if (which.test(counter) && counters.get(counter) > 0) {
        counted.put(counter.shortName(), counters.get(counter));
      }
    }
    return counted;
  }
}
