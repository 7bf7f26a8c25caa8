package io.mosaik.dht.guard;

import java.time.Duration;

/**
 * How much a stranger may ask, and how much nonsense is put up with.
 *
 * <p>Immutable.
 *
 * @param queriesPerSecond how many queries of one source are answered in the long run, at most
 *     {@value #MOST_QUERIES_PER_SECOND}
 * @param queryBurst how many queries of one source are answered at once after a pause
 * @param maxStrikes how many offences are forgiven
 * @param strikeMemory how long one offence is held against a source; offences beyond {@code
 *     maxStrikes} block it until all are forgotten
 * @param maxVisitors how many sources are remembered at once
 * @param unverifiedBytesPerSecond by how many bytes per second our answers may exceed the queries
 *     of a source that has not proved to receive at its address
 * @param unverifiedBurstBytes by how many bytes at once after a pause
 */
public record VisitorLimits(
    int queriesPerSecond,
    int queryBurst,
    int maxStrikes,
    Duration strikeMemory,
    int maxVisitors,
    int unverifiedBytesPerSecond,
    int unverifiedBurstBytes) {

  /** Our choice: a client that reads 16 slots of a small network again and again stays below. */
  public static final int DEFAULT_UNVERIFIED_BYTES_PER_SECOND = 8 << 10;

  /** Our choice: what a newcomer asks of one node when it joins and reads all slots, four times. */
  public static final int DEFAULT_UNVERIFIED_BURST_BYTES = 128 << 10;

  /** Limits with the default budget for sources that have not proved their address. */
  public VisitorLimits(
      int queriesPerSecond,
      int queryBurst,
      int maxStrikes,
      Duration strikeMemory,
      int maxVisitors) {
    this(
        queriesPerSecond,
        queryBurst,
        maxStrikes,
        strikeMemory,
        maxVisitors,
        DEFAULT_UNVERIFIED_BYTES_PER_SECOND,
        DEFAULT_UNVERIFIED_BURST_BYTES);
  }

  /** As how many queries one counts that stores something: it may cost a signature's check. */
  public static final int WRITE_COST = 5;

  /** Beyond this nothing is limited. */
  public static final int MOST_QUERIES_PER_SECOND = 1_000_000;

  /**
   * Ours. A client that reads all slots of a mosaik network asks a node at most some 30 times
   * within a second, and several of them may share an address; libtorrent bears 5 a second. A
   * source that sends nothing but rubbish is blocked after 100 datagrams, for five minutes.
   */
  public static final VisitorLimits DEFAULTS =
      new VisitorLimits(100, 1000, 100, Duration.ofSeconds(3), 4096);
}
