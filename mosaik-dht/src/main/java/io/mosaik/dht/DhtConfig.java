package io.mosaik.dht;

import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.net.BootstrapNames;
import io.mosaik.dht.node.net.NodeSettings;
import io.mosaik.dht.routing.AddressFamily;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
   * Where to bind the sockets.
   *
   * @return at most one local address of each family, port 0 standing for any port; empty for any
   *     address and port of each family that this machine has
   */
  public List<InetSocketAddress> bindAddresses() {
    return values.bindAddresses;
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
   * What bounds the node's memory, and its work for others.
   *
   * @return the limits
   */
  public DhtLimits limits() {
    return values.limits;
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

  /**
   * Where the nodes that the node knows are saved.
   *
   * @return the file, or empty if they are forgotten
   */
  public Optional<Path> tableFile() {
    return values.tableFile;
  }

  NodeSettings toSettings() {
    NodeConfig core =
        new NodeConfig(
            values.mode.toNodeMode(),
            AddressFamily.IPV4,
            !values.bootstrap.isEmpty(),
            values.limits.values(),
            values.queryTimeout,
            values.minPatience);
    return new NodeSettings(
        core,
        values.bootstrap,
        values.bindAddresses,
        values.receiveBufferBytes,
        values.callbackExecutor,
        values.eventLoops.map(DhtEventLoops::loops),
        values.tableFile);
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private List<InetSocketAddress> bootstrap = PUBLIC_BOOTSTRAP;
    private List<InetSocketAddress> bindAddresses = List.of();
    private DhtMode mode = DhtMode.ADAPTIVE;
    private DhtLimits limits = DhtLimits.builder().build();
    private Duration queryTimeout = NodeConfig.DEFAULT_QUERY_TIMEOUT;
    private Duration minPatience = NodeConfig.DEFAULT_MIN_PATIENCE;
    private int receiveBufferBytes = NodeSettings.DEFAULT_RECEIVE_BUFFER_BYTES;
    private Optional<Executor> callbackExecutor = Optional.empty();
    private Optional<DhtEventLoops> eventLoops = Optional.empty();
    private Optional<Path> tableFile = Optional.empty();

    private Builder() {}

    private Builder(Builder from) {
      bootstrap = from.bootstrap;
      bindAddresses = from.bindAddresses;
      mode = from.mode;
      limits = from.limits;
      queryTimeout = from.queryTimeout;
      minPatience = from.minPatience;
      receiveBufferBytes = from.receiveBufferBytes;
      callbackExecutor = from.callbackExecutor;
      eventLoops = from.eventLoops;
      tableFile = from.tableFile;
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
     * Where to bind: any address and port of each family that this machine has unless set.
     *
     * @param local one address for a node of its family only, or one of each for a node of both;
     *     port 0 stands for any port
     * @return this
     */
    public Builder bindAddress(InetSocketAddress... local) {
      NodeSettings.checkBindAddresses(List.of(local));
      bindAddresses = List.of(local);
      return this;
    }

    /**
     * What the node does for others: {@link DhtMode#ADAPTIVE} unless set.
     *
     * @param what the mode
     * @return this
     */
    public Builder mode(DhtMode what) {
      mode = Objects.requireNonNull(what, "mode");
      return this;
    }

    /**
     * What bounds the node's memory, and its work for others: the defaults unless set.
     *
     * @param all the limits
     * @return this
     */
    public Builder limits(DhtLimits all) {
      limits = Objects.requireNonNull(all, "limits");
      return this;
    }

    /**
     * How late an answer may come and still count: 3 s unless set.
     *
     * @param limit from 0.1 to 60 s
     * @return this
     */
    public Builder queryTimeout(Duration limit) {
      queryTimeout =
          Ranges.within(Duration.ofMillis(100), limit, Duration.ofSeconds(60), "query timeout");
      return this;
    }

    /**
     * The least time that a lookup waits for a node before it goes on without: 40 ms unless set.
     *
     * @param patience from 1 ms to 10 s
     * @return this
     */
    public Builder minPatience(Duration patience) {
      minPatience =
          Ranges.within(Duration.ofMillis(1), patience, Duration.ofSeconds(10), "patience");
      return this;
    }

    /**
     * How large a receive buffer to ask for: 4 MiB unless set.
     *
     * @param bytes at least 4096
     * @return this
     */
    public Builder receiveBufferBytes(int bytes) {
      receiveBufferBytes = Ranges.atLeast(4096, bytes, "bytes of receive buffer");
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
     * Where to save the nodes that the node knows, every few minutes and when it is closed, so that
     * it needs no bootstrap node the next time: nowhere unless set. A file that holds anything else
     * is renamed, and reported in the log. One file for each node.
     *
     * @param file need not exist, but its directory must
     * @return this
     */
    public Builder tableFile(Path file) {
      tableFile = Optional.of(file);
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
  }
}
