package io.mosaik.relay;

import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.time.Ambient;
import io.mosaik.internal.NettyVersion;
import io.mosaik.relay.http.RelayServer;
import io.mosaik.relay.service.RelayLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A pkarr relay: whoever cannot reach the Mainline DHT by UDP reads and writes signed packets
 * through it, over HTTP. Clients of pkarr 5 to 8 find in it what they know. It speaks HTTP/1.1
 * without TLS, which is a reverse proxy's business.
 *
 * <pre>{@code
 * try (Dht dht = Dht.start(DhtConfig.builder().mode(DhtMode.SERVER).build(), Ambient.system());
 *     PkarrRelay relay = PkarrRelay.over(dht).bind(new InetSocketAddress(6881)).start()) {
 *   System.in.read();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class PkarrRelay implements AutoCloseable {

  private final RelayServer server;

  private PkarrRelay(RelayServer server) {
    this.server = server;
  }

  /**
   * Starts with the defaults.
   *
   * @param dht where packets come from and go to; not closed with the relay
   * @return a new builder
   */
  public static Builder over(DhtClient dht) {
    return new Builder(dht);
  }

  /**
   * Where the relay listens.
   *
   * @return a concrete port, but perhaps the wildcard address
   */
  public InetSocketAddress localAddress() {
    return server.localAddress();
  }

  /**
   * Takes no more requests, answers for up to 5 seconds those that it has, closes all connections
   * and writes the snapshot, if there is one. Idempotent.
   */
  @Override
  public void close() {
    server.close();
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private static final int DEFAULT_CACHE = 100_000;

    private final DhtClient dht;
    private InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private int cacheCapacity = DEFAULT_CACHE;
    private Optional<RelayLimits.Rate> requests = Optional.of(RelayLimits.Rate.DEFAULT);
    private Optional<RelayLimits.Rate> dhtRequests = Optional.of(RelayLimits.Rate.DEFAULT);
    private Optional<String> proxyHeader = Optional.empty();
    private Optional<Path> snapshot = Optional.empty();
    private RelayServer.Capacity capacity = RelayServer.Capacity.DEFAULT;
    private Ambient ambient = Ambient.system();

    private Builder(DhtClient dht) {
      this.dht = Objects.requireNonNull(dht, "dht");
    }

    /**
     * Where to listen: any port on loopback unless set.
     *
     * @param address a local address; port 0 for any
     * @return this
     */
    public Builder bind(InetSocketAddress address) {
      bind = Objects.requireNonNull(address, "address");
      return this;
    }

    /**
     * How many packets are kept in memory, at some 1.5 KB each: 100,000 unless set.
     *
     * @param packets at least 1
     * @return this
     */
    public Builder cacheCapacity(int packets) {
      cacheCapacity = packets;
      return this;
    }

    /**
     * Sets how many requests each client gets: 50 in a second and 500 at once unless set, enough
     * for a dozen nodes behind one address, each of which reads 16 keys every few seconds. Pkarr's
     * own relays grant 2 in a second and 10 at once. A client is an IPv4 address or an IPv6 /64.
     * Health, readiness and metrics are never limited.
     *
     * @param perSecond in the long run, positive
     * @param burst at least 1
     * @return this
     */
    public Builder requestRate(double perSecond, int burst) {
      requests = Optional.of(new RelayLimits.Rate(perSecond, burst));
      return this;
    }

    /**
     * Sets how many of these may reach the DHT: 50 in a second and 500 at once unless set.
     *
     * @param perSecond in the long run, positive
     * @param burst at least 1
     * @return this
     */
    public Builder dhtRate(double perSecond, int burst) {
      dhtRequests = Optional.of(new RelayLimits.Rate(perSecond, burst));
      return this;
    }

    /**
     * Lets every client ask as often as it likes, for networks that trust each other.
     *
     * @return this
     */
    public Builder unlimited() {
      requests = Optional.empty();
      dhtRequests = Optional.empty();
      return this;
    }

    /**
     * Believes a reverse proxy who asks. Only for a relay that nobody reaches otherwise: a client
     * could be anybody.
     *
     * @param header such as {@code X-Forwarded-For}; its last address counts, with or without a
     *     port
     * @return this
     */
    public Builder trustProxy(String header) {
      proxyHeader = Optional.of(header);
      return this;
    }

    /**
     * Has packets outlive a restart: nowhere unless set. Written every minute if something has
     * changed, and when the relay is closed.
     *
     * @param file in a folder that exists
     * @return this
     */
    public Builder snapshot(Path file) {
      snapshot = Optional.of(file);
      return this;
    }

    /**
     * Sets how many connections are open at a time: 4096 in all, 128 from one client (an IPv4
     * address or an IPv6 /64) unless set. Beyond that the connection is closed that has kept the
     * relay waiting longest. With a trusted proxy only the first number counts.
     *
     * @param inAll at least 1
     * @param fromOne at least 1
     * @return this
     */
    public Builder connections(int inAll, int fromOne) {
      capacity = new RelayServer.Capacity(capacity.threads(), inAll, fromOne, capacity.reading());
      return this;
    }

    /**
     * How long a request may take to come in: 10 seconds unless set.
     *
     * @param limit positive
     * @return this
     */
    public Builder requestTimeout(Duration limit) {
      capacity =
          new RelayServer.Capacity(
              capacity.threads(), capacity.connections(), capacity.connectionsOfOne(), limit);
      return this;
    }

    /**
     * Time: the system's unless set.
     *
     * @param source of time
     * @return this
     */
    public Builder ambient(Ambient source) {
      ambient = Objects.requireNonNull(source, "ambient");
      return this;
    }

    /**
     * Binds a socket and serves.
     *
     * @return the relay
     * @throws java.io.UncheckedIOException if the socket cannot be bound, or no snapshot can be
     *     kept in the file for it: it is something else's, or its folder is missing or not writable
     * @throws IllegalStateException if the application runs with a Netty older than 4.2
     */
    public PkarrRelay start() {
      NettyVersion.requireSupported("mosaik-relay", PkarrRelay.class);
      RelayLimits limits =
          new RelayLimits(cacheCapacity, requests, dhtRequests, proxyHeader, snapshot);
      return new PkarrRelay(new RelayServer(bind, dht, limits, capacity, ambient));
    }
  }
}
