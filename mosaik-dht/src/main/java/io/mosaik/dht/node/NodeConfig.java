package io.mosaik.dht.node;

import java.time.Duration;

/**
 * What the core of a node must know about itself.
 *
 * <p>Immutable.
 *
 * @param server whether to answer queries, and to store for others (BEP 43)
 * @param expectsContacts whether somebody will tell where to enter the network
 * @param maxMutableItems the most mutable items stored for others
 * @param maxImmutableItems the most immutable values stored for others
 * @param maxTorrents the most torrents whose peers are stored for others
 * @param maxPeersPerTorrent the most peers stored of each
 * @param maxQueriesInFlight the most queries that wait for an answer at once, over all lookups
 * @param queryTimeout how late an answer may come and still count
 * @param minPatience the least time to wait for an answer before going on without
 */
public record NodeConfig(
    boolean server,
    boolean expectsContacts,
    int maxMutableItems,
    int maxImmutableItems,
    int maxTorrents,
    int maxPeersPerTorrent,
    int maxQueriesInFlight,
    Duration queryTimeout,
    Duration minPatience) {

  /** How many mutable items, and how many immutable values, mainline stores. */
  public static final int DEFAULT_MAX_ITEMS = 1000;

  /** Of how many torrents mainline stores peers. */
  public static final int DEFAULT_MAX_TORRENTS = 2000;

  /** How many peers of a torrent mainline stores. */
  public static final int DEFAULT_MAX_PEERS = 500;

  /** Answers to so many fit the default receive buffer of Linux, and some more. Our choice. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 128;

  /** mainline waits 2 seconds, mosaik's pkarr client 5; nobody waits for this one. Our choice. */
  public static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofSeconds(3);

  /** Longer than a garbage collection, shorter than anybody notices. Our choice. */
  public static final Duration DEFAULT_MIN_PATIENCE = Duration.ofMillis(40);

  /** A node with the default limits. */
  public static NodeConfig defaults(boolean server, boolean expectsContacts) {
    return new NodeConfig(
        server,
        expectsContacts,
        DEFAULT_MAX_ITEMS,
        DEFAULT_MAX_ITEMS,
        DEFAULT_MAX_TORRENTS,
        DEFAULT_MAX_PEERS,
        DEFAULT_MAX_IN_FLIGHT,
        DEFAULT_QUERY_TIMEOUT,
        DEFAULT_MIN_PATIENCE);
  }

  /** The same with no more queries in flight than this. */
  public NodeConfig withAtMostInFlight(int limit) {
    return new NodeConfig(
        server,
        expectsContacts,
        maxMutableItems,
        maxImmutableItems,
        maxTorrents,
        maxPeersPerTorrent,
        Math.min(maxQueriesInFlight, limit),
        queryTimeout,
        minPatience);
  }
}
