package io.mosaik.dht;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a node has done since it started, and what it knows now.
 *
 * <p>Immutable.
 *
 * @param knownNodes how many nodes the routing table holds
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
 * @param queriesIgnored how many queries of others were not answered, because the node is a client
 * @param dropped how many datagrams were dropped, by reason
 * @param bootstrapFailures how often the name of a bootstrap node could not be resolved
 * @param receiveBufferBytes the receive buffer that the operating system granted
 * @param kernelDrops how many datagrams the operating system dropped because that buffer was full;
 *     empty where it does not tell
 */
public record DhtStatistics(
    int knownNodes,
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
    Map<String, Long> dropped,
    long bootstrapFailures,
    int receiveBufferBytes,
    OptionalLong kernelDrops) {

  /** Copies the map. */
  public DhtStatistics {
    dropped = Map.copyOf(dropped);
  }
}
