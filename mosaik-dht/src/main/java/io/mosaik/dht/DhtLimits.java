package io.mosaik.dht;

import io.mosaik.dht.guard.VisitorLimits;
import io.mosaik.dht.node.NodeLimits;
import io.mosaik.dht.storage.StoreLimits;
import java.time.Duration;

/**
 * What bounds a node's memory, and its work for others. How often each limit has had an effect is
 * in {@link DhtStatistics#limited()}, and what was dropped for it in {@link
 * DhtStatistics#dropped()}.
 *
 * <p>Immutable. Made by {@link #builder()}, whose values are the defaults until they are set.
 */
public final class DhtLimits {

  private final NodeLimits values;

  private DhtLimits(NodeLimits values) {
    this.values = values;
  }

  /**
   * Starts with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder(NodeLimits.DEFAULTS);
  }

  /**
   * A builder that starts with these limits.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(values);
  }

  /**
   * How many mutable items the node stores for others.
   *
   * @return the limit
   */
  public int maxMutableItems() {
    return values.stores().maxMutableItems();
  }

  /**
   * How many immutable values the node stores for others.
   *
   * @return the limit
   */
  public int maxImmutableItems() {
    return values.stores().maxImmutableItems();
  }

  /**
   * Of how many torrents the node stores peers for others.
   *
   * @return the limit
   */
  public int maxInfoHashes() {
    return values.stores().maxTorrents();
  }

  /**
   * How many peers of one torrent the node stores.
   *
   * @return the limit
   */
  public int maxPeersPerInfoHash() {
    return values.stores().maxPeersPerTorrent();
  }

  /**
   * How many queries of one source the node answers in the long run; see {@link
   * Builder#queriesPerSecond}.
   *
   * @return the limit
   */
  public int queriesPerSecond() {
    return values.visitors().queriesPerSecond();
  }

  /**
   * How many queries of one source the node answers at once after a pause.
   *
   * @return the limit
   */
  public int queryBurst() {
    return values.visitors().queryBurst();
  }

  /**
   * How many offences of one source are put up with.
   *
   * @return the limit
   */
  public int maxStrikes() {
    return values.visitors().maxStrikes();
  }

  /**
   * How long one offence is held against a source.
   *
   * @return the time
   */
  public Duration strikeMemory() {
    return values.visitors().strikeMemory();
  }

  /**
   * How many sources are remembered at once.
   *
   * @return the limit
   */
  public int maxVisitors() {
    return values.visitors().maxVisitors();
  }

  /**
   * Returns by how many bytes per second answers may exceed the queries of a source that has not
   * proved to receive at its address.
   *
   * @return the limit
   */
  public int unverifiedBytesPerSecond() {
    return values.visitors().unverifiedBytesPerSecond();
  }

  /**
   * Returns by how many bytes they may do so at once after a pause.
   *
   * @return the limit
   */
  public int unverifiedBurstBytes() {
    return values.visitors().unverifiedBurstBytes();
  }

  /**
   * How many queries may wait for an answer at once, those of all lookups together.
   *
   * @return the limit
   */
  public int maxQueriesInFlight() {
    return values.maxQueriesInFlight();
  }

  /**
   * How many queries of ours are remembered, those included for which no lookup waits any more.
   *
   * @return the limit
   */
  public int maxUnansweredQueries() {
    return values.maxUnansweredQueries();
  }

  NodeLimits values() {
    return values;
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private static final Duration LEAST_MEMORY = Duration.ofMillis(1);
    private static final Duration MOST_MEMORY = Duration.ofHours(1);

    private static final int MOST_BYTES = 1_000_000_000;
    private static final int MOST_BURST = 1_000_000;

    private int maxMutableItems;
    private int maxImmutableItems;
    private int maxInfoHashes;
    private int maxPeersPerInfoHash;
    private int queriesPerSecond;
    private int queryBurst;
    private int maxStrikes;
    private Duration strikeMemory;
    private int maxVisitors;
    private int unverifiedBytesPerSecond;
    private int unverifiedBurstBytes;
    private int maxQueriesInFlight;
    private int maxUnansweredQueries;

    private Builder(NodeLimits from) {
      maxMutableItems = from.stores().maxMutableItems();
      maxImmutableItems = from.stores().maxImmutableItems();
      maxInfoHashes = from.stores().maxTorrents();
      maxPeersPerInfoHash = from.stores().maxPeersPerTorrent();
      queriesPerSecond = from.visitors().queriesPerSecond();
      queryBurst = from.visitors().queryBurst();
      maxStrikes = from.visitors().maxStrikes();
      strikeMemory = from.visitors().strikeMemory();
      maxVisitors = from.visitors().maxVisitors();
      unverifiedBytesPerSecond = from.visitors().unverifiedBytesPerSecond();
      unverifiedBurstBytes = from.visitors().unverifiedBurstBytes();
      maxQueriesInFlight = from.maxQueriesInFlight();
      maxUnansweredQueries = from.maxUnansweredQueries();
    }

    /**
     * How many mutable items to store for others: 1000 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxMutableItems(int count) {
      maxMutableItems = Ranges.atLeast(1, count, "mutable items");
      return this;
    }

    /**
     * How many immutable values to store for others: 1000 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxImmutableItems(int count) {
      maxImmutableItems = Ranges.atLeast(1, count, "immutable values");
      return this;
    }

    /**
     * Of how many torrents to store peers for others: 500 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxInfoHashes(int count) {
      maxInfoHashes = Ranges.atLeast(1, count, "torrents");
      return this;
    }

    /**
     * How many peers of one torrent to store: 100 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxPeersPerInfoHash(int count) {
      maxPeersPerInfoHash = Ranges.atLeast(1, count, "peers of a torrent");
      return this;
    }

    /**
     * How many queries of one source to answer in the long run: 100 unless set. A source is a
     * public IPv4 address, or the /64 network of a public IPv6 address, whatever the port; on
     * loopback and private networks, where many nodes may share an address, each port is one. A
     * query to store something counts as {@value VisitorLimits#WRITE_COST}.
     *
     * @param count from 1 to 1,000,000
     * @return this
     */
    public Builder queriesPerSecond(int count) {
      int most = VisitorLimits.MOST_QUERIES_PER_SECOND;
      queriesPerSecond = Ranges.within(1, count, most, "queries per second");
      return this;
    }

    /**
     * How many queries of one source to answer at once after a pause: 1000 unless set.
     *
     * @param count from 10 to 1,000,000
     * @return this
     */
    public Builder queryBurst(int count) {
      queryBurst = Ranges.within(10, count, VisitorLimits.MOST_QUERIES_PER_SECOND, "query burst");
      return this;
    }

    /**
     * How many offences of one source to put up with: 100 unless set. Whoever commits more is not
     * served until all are forgotten; what we asked it still counts. Rubbish instead of messages is
     * an offence, a write without its token, and a forged signature.
     *
     * @param count from 10 to 1,000,000
     * @return this
     */
    public Builder maxStrikes(int count) {
      maxStrikes = Ranges.within(10, count, VisitorLimits.MOST_QUERIES_PER_SECOND, "strikes");
      return this;
    }

    /**
     * How long to hold one offence against a source: 3 s unless set. They are forgotten one after
     * the other, so that a blocked source is served again after {@code maxStrikes} times as long.
     *
     * @param duration from 1 ms to 1 h
     * @return this
     */
    public Builder strikeMemory(Duration duration) {
      strikeMemory = Ranges.within(LEAST_MEMORY, duration, MOST_MEMORY, "strike memory");
      return this;
    }

    /**
     * How many sources to remember at once: 4096 unless set. Who has done nothing for a while is
     * not remembered anyway.
     *
     * @param count at least 16
     * @return this
     */
    public Builder maxVisitors(int count) {
      maxVisitors = Ranges.atLeast(16, count, "visitors");
      return this;
    }

    /**
     * Sets by how many bytes per second answers may exceed the queries of a source that has neither
     * answered us nor shown a write token of ours: 8192 unless set. Its address may be forged, and
     * an answer has 8 to 15 times the size of a query. Beyond the budget, answers name no nodes,
     * and values are refused with error 202.
     *
     * @param bytes from 1 to 1,000,000,000
     * @return this
     */
    public Builder unverifiedBytesPerSecond(int bytes) {
      unverifiedBytesPerSecond =
          Ranges.within(1, bytes, MOST_BYTES, "bytes per second to unverified sources");
      return this;
    }

    /**
     * Sets by how many bytes they may do so at once after a pause: 131072 unless set.
     *
     * @param bytes from 1 to 1,000,000
     * @return this
     */
    public Builder unverifiedBurstBytes(int bytes) {
      unverifiedBurstBytes = Ranges.within(1, bytes, MOST_BURST, "bytes at once");
      return this;
    }

    /**
     * How many queries may wait for an answer at once, those of all lookups together: 128 unless
     * set. Fewer are in flight when the network or the receive buffer does not bear so many.
     *
     * @param count at least 8
     * @return this
     */
    public Builder maxQueriesInFlight(int count) {
      maxQueriesInFlight = Ranges.atLeast(8, count, "queries in flight");
      return this;
    }

    /**
     * How many queries of ours to remember, those included for which no lookup waits any more: 4096
     * unless set. The oldest of the latter give way.
     *
     * @param count at least 16
     * @return this
     */
    public Builder maxUnansweredQueries(int count) {
      maxUnansweredQueries = Ranges.atLeast(16, count, "unanswered queries");
      return this;
    }

    /**
     * Puts the values together.
     *
     * @return the limits
     */
    public DhtLimits build() {
      StoreLimits stores =
          new StoreLimits(maxMutableItems, maxImmutableItems, maxInfoHashes, maxPeersPerInfoHash);
      VisitorLimits visitors =
          new VisitorLimits(
              queriesPerSecond,
              queryBurst,
              maxStrikes,
              strikeMemory,
              maxVisitors,
              unverifiedBytesPerSecond,
              unverifiedBurstBytes);
      return new DhtLimits(
          new NodeLimits(stores, visitors, maxQueriesInFlight, maxUnansweredQueries));
    }
  }
}
