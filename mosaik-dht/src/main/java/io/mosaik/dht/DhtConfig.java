package io.mosaik.dht;

import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.net.BootstrapNames;
import io.mosaik.dht.node.net.NodeSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a node of the Mainline DHT behaves.
 *
 * <p>Immutable. Made by {@link #builder()}, whose values are the defaults until they are set.
 */
public final class DhtConfig {

  /** The names of the public DHT that mainline and pkarr start from. */
  public static final List<InetSocketAddress> PUBLIC_BOOTSTRAP = BootstrapNames.PUBLIC;

  private final Builder values;

  private DhtConfig(Builder values) {
    this.values = values;
  }

  /**
   * Starts with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that starts with the values of this configuration.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(values);
  }

  /**
   * Whom to ask first.
   *
   * @return addresses, resolved or not
   */
  public List<InetSocketAddress> bootstrap() {
    return values.bootstrap;
  }

  /**
   * Where to bind the socket.
   *
   * @return a local IPv4 address; port 0 stands for any port
   */
  public InetSocketAddress bindAddress() {
    return values.bindAddress;
  }

  /**
   * What the node does for others.
   *
   * @return the mode
   */
  public DhtMode mode() {
    return values.mode;
  }

  /**
   * How many mutable items the node stores for others.
   *
   * @return the limit
   */
  public int maxMutableItems() {
    return values.maxMutableItems;
  }

  /**
   * How many immutable values the node stores for others.
   *
   * @return the limit
   */
  public int maxImmutableItems() {
    return values.maxImmutableItems;
  }

  /**
   * Of how many torrents the node stores peers for others.
   *
   * @return the limit
   */
  public int maxInfoHashes() {
    return values.maxInfoHashes;
  }

  /**
   * How many peers of one torrent the node stores.
   *
   * @return the limit
   */
  public int maxPeersPerInfoHash() {
    return values.maxPeersPerInfoHash;
  }

  /**
   * How many queries may wait for an answer at once, those of all lookups together.
   *
   * @return the limit
   */
  public int maxQueriesInFlight() {
    return values.maxQueriesInFlight;
  }

  /**
   * How late an answer may come and still count. No lookup waits so long for a node when the others
   * answer faster.
   *
   * @return the limit for one query
   */
  public Duration queryTimeout() {
    return values.queryTimeout;
  }

  /**
   * The least time that a lookup waits for a node before it goes on without, however fast the
   * others answer.
   *
   * @return the least patience
   */
  public Duration minPatience() {
    return values.minPatience;
  }

  /**
   * How large a receive buffer to ask the operating system for; what it grants is in {@link
   * DhtStatistics#receiveBufferBytes()}.
   *
   * @return bytes
   */
  public int receiveBufferBytes() {
    return values.receiveBufferBytes;
  }

  /**
   * Where futures complete and listeners are called.
   *
   * @return the executor, or empty for a daemon pool of the node's own, named {@code
   *     mosaik-callback}
   */
  public Optional<Executor> callbackExecutor() {
    return values.callbackExecutor;
  }

  /**
   * The threads that move datagrams.
   *
   * @return the threads, or empty for one thread of the node's own
   */
  public Optional<DhtEventLoops> eventLoops() {
    return values.eventLoops;
  }

  NodeSettings toSettings() {
    NodeConfig core =
        new NodeConfig(
            values.mode == DhtMode.SERVER,
            !values.bootstrap.isEmpty(),
            values.maxMutableItems,
            values.maxImmutableItems,
            values.maxInfoHashes,
            values.maxPeersPerInfoHash,
            values.maxQueriesInFlight,
            values.queryTimeout,
            values.minPatience);
    return new NodeSettings(
        core,
        values.bootstrap,
        values.bindAddress,
        values.receiveBufferBytes,
        values.callbackExecutor,
        values.eventLoops.map(DhtEventLoops::loops));
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private List<InetSocketAddress> bootstrap = PUBLIC_BOOTSTRAP;
    private InetSocketAddress bindAddress = NodeSettings.ANY_ADDRESS;
    private DhtMode mode = DhtMode.CLIENT;
    private int maxMutableItems = NodeConfig.DEFAULT_MAX_ITEMS;
    private int maxImmutableItems = NodeConfig.DEFAULT_MAX_ITEMS;
    private int maxInfoHashes = NodeConfig.DEFAULT_MAX_TORRENTS;
    private int maxPeersPerInfoHash = NodeConfig.DEFAULT_MAX_PEERS;
    private int maxQueriesInFlight = NodeConfig.DEFAULT_MAX_IN_FLIGHT;
    private Duration queryTimeout = NodeConfig.DEFAULT_QUERY_TIMEOUT;
    private Duration minPatience = NodeConfig.DEFAULT_MIN_PATIENCE;
    private int receiveBufferBytes = NodeSettings.DEFAULT_RECEIVE_BUFFER_BYTES;
    private Optional<Executor> callbackExecutor = Optional.empty();
    private Optional<DhtEventLoops> eventLoops = Optional.empty();

    private Builder() {}

    private Builder(Builder from) {
      bootstrap = from.bootstrap;
      bindAddress = from.bindAddress;
      mode = from.mode;
      maxMutableItems = from.maxMutableItems;
      maxImmutableItems = from.maxImmutableItems;
      maxInfoHashes = from.maxInfoHashes;
      maxPeersPerInfoHash = from.maxPeersPerInfoHash;
      maxQueriesInFlight = from.maxQueriesInFlight;
      queryTimeout = from.queryTimeout;
      minPatience = from.minPatience;
      receiveBufferBytes = from.receiveBufferBytes;
      callbackExecutor = from.callbackExecutor;
      eventLoops = from.eventLoops;
    }

    /**
     * Whom to ask first: {@link #PUBLIC_BOOTSTRAP} unless set.
     *
     * @param nodes addresses; unresolved ones are resolved in the background, again and again while
     *     the node is alone. Empty for the first node of a private network
     * @return this
     */
    public Builder bootstrap(List<InetSocketAddress> nodes) {
      bootstrap = List.copyOf(nodes);
      return this;
    }

    /**
     * Whom to ask first, as text.
     *
     * @param hostsAndPorts {@code HOST:PORT} each
     * @return this
     * @throws IllegalArgumentException if one is anything else
     */
    public Builder bootstrap(String... hostsAndPorts) {
      return bootstrap(Arrays.stream(hostsAndPorts).map(BootstrapNames::parse).toList());
    }

    /**
     * Where to bind the socket: any address and port unless set.
     *
     * @param address a local IPv4 address; port 0 stands for any port
     * @return this
     */
    public Builder bindAddress(InetSocketAddress address) {
      if (address.isUnresolved()) {
        throw new IllegalArgumentException("cannot bind to a name: " + address);
      }
      bindAddress = address;
      return this;
    }

    /**
     * What the node does for others: {@link DhtMode#CLIENT} unless set.
     *
     * @param what the mode
     * @return this
     */
    public Builder mode(DhtMode what) {
      mode = java.util.Objects.requireNonNull(what, "mode");
      return this;
    }

    /**
     * How many mutable items to store for others: 1000 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxMutableItems(int count) {
      maxMutableItems = atLeast(1, count, "mutable items");
      return this;
    }

    /**
     * How many immutable values to store for others: 1000 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxImmutableItems(int count) {
      maxImmutableItems = atLeast(1, count, "immutable values");
      return this;
    }

    /**
     * Of how many torrents to store peers for others: 2000 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxInfoHashes(int count) {
      maxInfoHashes = atLeast(1, count, "torrents");
      return this;
    }

    /**
     * How many peers of one torrent to store: 500 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder maxPeersPerInfoHash(int count) {
      maxPeersPerInfoHash = atLeast(1, count, "peers of a torrent");
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
      maxQueriesInFlight = atLeast(8, count, "queries in flight");
      return this;
    }

    /**
     * How late an answer may come and still count: 3 s unless set.
     *
     * @param limit from 0.1 to 60 s
     * @return this
     */
    public Builder queryTimeout(Duration limit) {
      queryTimeout = within(Duration.ofMillis(100), limit, Duration.ofSeconds(60), "query timeout");
      return this;
    }

    /**
     * The least time that a lookup waits for a node before it goes on without: 40 ms unless set.
     *
     * @param patience from 1 ms to 10 s
     * @return this
     */
    public Builder minPatience(Duration patience) {
      minPatience = within(Duration.ofMillis(1), patience, Duration.ofSeconds(10), "patience");
      return this;
    }

    /**
     * How large a receive buffer to ask for: 4 MiB unless set.
     *
     * @param bytes at least 4096
     * @return this
     */
    public Builder receiveBufferBytes(int bytes) {
      receiveBufferBytes = atLeast(4096, bytes, "bytes of receive buffer");
      return this;
    }

    /**
     * Where futures complete and listeners are called: a daemon pool of the node's own unless set.
     *
     * @param executor is not closed with the node
     * @return this
     */
    public Builder callbackExecutor(Executor executor) {
      callbackExecutor = Optional.of(executor);
      return this;
    }

    /**
     * The threads that move datagrams: one of the node's own unless set.
     *
     * @param threads is not closed with the node
     * @return this
     */
    public Builder eventLoops(DhtEventLoops threads) {
      eventLoops = Optional.of(threads);
      return this;
    }

    /**
     * Puts the values together.
     *
     * @return the configuration
     */
    public DhtConfig build() {
      return new DhtConfig(new Builder(this));
    }

    private static int atLeast(int least, int value, String what) {
      if (value < least) {
        throw new IllegalArgumentException("at least " + least + " " + what + ", not " + value);
      }
      return value;
    }

    private static Duration within(Duration least, Duration value, Duration most, String what) {
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            what + " is from " + least + " to " + most + ", not " + value);
      }
      return value;
    }
  }
}
