package io.mosaik.monitor;

import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.metrics.ReadinessCheck;
import io.mosaik.api.time.Ambient;
import io.mosaik.internal.NettyVersion;
import io.mosaik.monitor.http.HttpAnswer;
import io.mosaik.monitor.http.HttpServer;
import io.mosaik.monitor.http.HttpServer.Resource;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP port for monitoring: {@code /metrics} in the Prometheus text format, {@code /health} while
 * the process is alive, and {@code /ready} while everything that was registered can do its job.
 *
 * <pre>{@code
 * try (Monitor monitor =
 *     Monitor.builder().bind(new InetSocketAddress("127.0.0.1", 9464)).monitor(bootstrap).start()) {
 *   …
 * }
 * }</pre>
 *
 * <p>There is no authentication and no encryption: bind it to loopback, as without {@link
 * Builder#bind}, or to a network where everybody may read what it serves. Thread-safe.
 */
public final class Monitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final MonitorRegistry registry;
  private final HttpServer server;

  private Monitor(MonitorRegistry registry, HttpServer server) {
    this.registry = registry;
    this.server = server;
  }

  /**
   * Starts to describe a monitor.
   *
   * @return a builder with an empty registry, any port on loopback, and the metrics of the JVM
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the registry, in which more can be registered at any time.
   *
   * @return the registry of this monitor
   */
  public MonitorRegistry registry() {
    return registry;
  }

  /**
   * Returns where the monitor listens.
   *
   * @return the bound address, with a concrete port
   */
  public InetSocketAddress localAddress() {
    return server.localAddress();
  }

  /** Closes the port. The registry stays usable. Leaves no thread; idempotent. */
  @Override
  public void close() {
    server.close();
  }

  private static HttpAnswer metrics(MonitorRegistry registry, List<Metric> more) {
    List<Metric> all = new ArrayList<>(registry.metrics());
    all.addAll(more);
    return HttpAnswer.text(OK, PrometheusText.CONTENT_TYPE, PrometheusText.render(all));
  }

  /** One line for the whole, and one for each check. */
  private static HttpAnswer readiness(MonitorRegistry registry) {
    Map<String, Optional<String>> checks = registry.readiness();
    boolean ready = checks.values().stream().allMatch(Optional::isEmpty);
    StringBuilder text = new StringBuilder(ready ? "ready\n" : "not ready\n");
    checks.forEach(
        (name, reason) ->
            text.append(name)
                .append(": ")
                .append(reason.map(why -> "not ready: " + oneLine(why)).orElse("ready"))
                .append('\n'));
    return HttpAnswer.text(ready ? OK : UNAVAILABLE, text.toString());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /** Builder of a {@link Monitor}. Confined to one thread. */
  public static final class Builder {

    private MonitorRegistry registry = new MonitorRegistry();
    private InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private boolean jvm = true;
    private HttpServer.Limits limits = HttpServer.Limits.DEFAULT;
    private Optional<Ambient> ambient = Optional.empty();

    private Builder() {}

    /**
     * Sets where to listen. Without this, on any port of the loopback address.
     *
     * @param address a resolved address of this machine; port 0 stands for any port
     * @return this
     */
    public Builder bind(InetSocketAddress address) {
      if (address.isUnresolved()) {
        throw new IllegalArgumentException("cannot bind to a name: " + address);
      }
      this.bind = address;
      return this;
    }

    /**
     * Sets the registry whose content is served. Call this first: without it, a new one is used,
     * which the other methods fill.
     *
     * @param existing a registry, perhaps shared with a Micrometer binder
     * @return this
     */
    public Builder registry(MonitorRegistry existing) {
      this.registry = Objects.requireNonNull(existing, "existing");
      return this;
    }

    /**
     * Registers an object with its metrics and, if it has one, its readiness check.
     *
     * @param source what to monitor, such as a {@code DhtBootstrap} or a {@code Dht}
     * @return this
     */
    public Builder monitor(MetricSource source) {
      registry.register(source);
      if (source instanceof ReadinessCheck check) {
        registry.registerCheck(source.getClass().getSimpleName(), check);
      }
      return this;
    }

    /**
     * Sets whether the metrics of the JVM are served as well.
     *
     * @param on true by default
     * @return this
     */
    public Builder jvmMetrics(boolean on) {
      this.jvm = on;
      return this;
    }

    /**
     * Sets where the time comes from. Without this, from the clock of this machine.
     *
     * @param source clocks
     * @return this
     */
    public Builder ambient(Ambient source) {
      this.ambient = Optional.of(source);
      return this;
    }

    Builder limits(HttpServer.Limits changed) {
      this.limits = changed;
      return this;
    }

    /**
     * Binds the port and serves.
     *
     * @return the running monitor
     * @throws UncheckedIOException if the port cannot be bound; the message names address, port and
     *     cause
     * @throws IllegalStateException if Netty is older than 4.2
     */
    public Monitor start() {
      NettyVersion.requireSupported("mosaik-monitor", Monitor.class);
      MonitorRegistry served = registry;
      List<Metric> jvmMetrics = jvm ? new JvmMetrics().metrics() : List.of();
      Map<String, Resource> resources =
          Map.of(
              "/metrics",
              new Resource(false, () -> metrics(served, jvmMetrics)),
              "/ready",
              new Resource(false, () -> readiness(served)),
              "/health",
              new Resource(true, () -> HttpAnswer.text(OK, "ok\n")));
      HttpServer server =
          new HttpServer(bind, resources, limits, ambient.orElseGet(Ambient::system).wallClock());
      if (!bind.getAddress().isLoopbackAddress()) {
        LOG.warn(
            "Metrics are served on {} without authentication: anyone who reaches this address can"
                + " read them",
            server.localAddress());
      }
      return new Monitor(served, server);
    }
  }
}
