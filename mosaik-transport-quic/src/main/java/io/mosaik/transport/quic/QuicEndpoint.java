package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.metrics.ReadinessCheck;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.internal.LibraryConflict;
import io.mosaik.transport.quic.connection.QlogSink;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.net.EndpointLoop;
import io.mosaik.transport.quic.net.LocalInterfaces;
import io.mosaik.transport.quic.net.QlogFiles;
import io.mosaik.transport.quic.tls.KeyLog;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP port that speaks QUIC with peers known by their keys: dials them and lets them connect.
 * Stages fail with a {@link QuicException}, and complete on the executor given to the builder,
 * never on the event loop. Thread-safe by its event loop, the only thread that touches connections.
 */
public final class QuicEndpoint implements AutoCloseable, MetricSource, ReadinessCheck {

  private static final Logger LOGGER = LoggerFactory.getLogger(QuicEndpoint.class);

  /** Advertised when nothing is served: TLS wants a name, nobody will be accepted under it. */
  private static final Bytes NO_PROTOCOL = Bytes.of(new byte[] {'-'});

  private static final long CLOSE_SECONDS = 2;

  private final KeyPair identity;
  private final EndpointCore core;
  private final EndpointDriver driver;
  private final Dialler dialler;
  private final EndpointLoop loop;
  private final Callbacks callbacks;
  private final Set<TransportAddress.Ip> externalAddresses;
  private final List<AutoCloseable> owned;
  private volatile boolean closing;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private QuicEndpoint(
      QuicEndpointBuilder setup,
      EndpointCore core,
      EndpointDriver driver,
      EndpointLoop loop,
      Callbacks callbacks,
      List<AutoCloseable> owned) {
    this.identity = setup.identity;
    this.externalAddresses = Set.copyOf(setup.externalAddresses);
    this.core = core;
    this.driver = driver;
    this.dialler = new Dialler(driver, loop, callbacks);
    this.loop = loop;
    this.callbacks = callbacks;
    this.owned = owned;
  }

  /**
   * Begins to set an endpoint up.
   *
   * @param identity who we are: the key that peers know us by
   * @return a builder
   */
  public static QuicEndpointBuilder builder(KeyPair identity) {
    return new QuicEndpointBuilder(identity);
  }

  static CompletionStage<QuicEndpoint> start(QuicEndpointBuilder setup) {
    MonotonicClock clock = setup.ambient.monotonic();
    Optional<ExecutorService> pool =
        setup.callbackExecutor.isPresent() ? Optional.empty() : Optional.of(newPool());
    Executor executor = setup.callbackExecutor.orElseGet(pool::orElseThrow);
    Callbacks callbacks = new Callbacks(executor);
    Optional<QlogFiles> qlogs = setup.qlogDirectory.map(QlogFiles::new);
    Supplier<Optional<QlogSink>> sinks = () -> qlogs.map(QlogFiles::next);
    EndpointCore core =
        new EndpointCore(
            setup.endpointConfig(), tlsConfig(setup), setup.ambient.random(), sinks, clock.now());
    EndpointDriver driver = new EndpointDriver(core, setup.protocols, callbacks, setup.maxDials);
    List<AutoCloseable> owned =
        List.of(
            () -> qlogs.ifPresent(QlogFiles::close),
            () -> pool.ifPresent(ExecutorService::shutdown));
    CompletableFuture<QuicEndpoint> started = new CompletableFuture<>();
    EndpointLoop.start(setup.bindAddresses, core, clock, driver::onEvent)
        .whenComplete(
            (loop, failure) -> {
              if (failure != null) {
                callbacks.fail(started, cannotBind(setup, failure));
                owned.forEach(QuicEndpoint::closeQuietly);
                return;
              }
              driver.runOn(loop);
              core.setAccepting(!setup.protocols.isEmpty());
              callbacks.complete(
                  started, new QuicEndpoint(setup, core, driver, loop, callbacks, owned));
            });
    return started;
  }

  private static TlsConfig tlsConfig(QuicEndpointBuilder setup) {
    List<Bytes> alpn = setup.protocols.keySet().stream().map(QuicEndpoint::encodeAlpn).toList();
    TlsConfig config =
        TlsConfig.of(setup.identity, alpn.isEmpty() ? List.of(NO_PROTOCOL) : alpn)
            .withServerName(setup.sendServerName);
    if (setup.keyLog.isEmpty()) {
      return config;
    }
    LOGGER.warn(
        "the secrets of all connections are written down: whoever has them can read and forge all");
    KeyLog keyLog = setup.keyLog.get()::accept;
    return config.withKeyLog(keyLog);
  }

  private static QuicException cannotBind(QuicEndpointBuilder setup, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    String message =
        LibraryConflict.describe(cause)
            .orElseGet(() -> "cannot bind to " + setup.bindAddresses + ": " + cause);
    return new QuicException(QuicException.Reason.LOCAL_FAILURE, message, cause);
  }

  /**
   * Who we are.
   *
   * @return our id
   */
  public PeerId peerId() {
    return identity.peerId();
  }

  /**
   * Connects to a peer at the first of its IP addresses that leads to it; other kinds of addresses
   * are passed over. Giving up is cancelling {@code stage.toCompletableFuture()}.
   *
   * @param address who and where; at most eight addresses are tried
   * @param alpn the application protocol, 1 to 255 Latin-1 characters
   * @param timeout within which the handshake must be complete
   * @return completes when the peer has proved who it is; what {@link
   *     QuicConnectionHandle#confirmed()} tells comes later
   */
  public CompletionStage<QuicConnectionHandle> connect(
      PeerAddress address, String alpn, Duration timeout) {
    return dialler.connect(address, alpn, timeout, EndpointDriver.Home.APPLICATION);
  }

  /** Whether an authenticated packet came from an address or its prefix. */
  boolean hasHeardFrom(InetAddress address) {
    return core.hasHeardFrom(address);
  }

  /** What dials for protocols of our own, whose futures may complete on the event loop. */
  Dialler dialler() {
    return dialler;
  }

  /**
   * The addresses at which peers reach us, as far as this endpoint can know: those it is bound to,
   * wildcards resolved to the interfaces of this moment, and the configured external ones.
   *
   * @return concrete addresses
   */
  public Set<TransportAddress.Ip> localAddresses() {
    Set<TransportAddress.Ip> addresses = new LinkedHashSet<>(externalAddresses);
    for (InetSocketAddress bound : loop.localAddresses()) {
      LocalInterfaces.reachableAt(bound).stream()
          .map(TransportAddress.Ip::new)
          .forEach(addresses::add);
    }
    return addresses;
  }

  /**
   * The UDP port.
   *
   * @return the port of the first bound address
   */
  public int port() {
    return loop.localAddresses().get(0).getPort();
  }

  /**
   * Returns what the endpoint has done so far. Does not block; may be called on any thread, also
   * after the endpoint was closed.
   *
   * @return a snapshot
   */
  public QuicStatistics statistics() {
    return QuicStatistics.of(core);
  }

  /**
   * Returns what {@link #statistics()} counts as metrics, whose names begin with {@code
   * mosaik_quic_}.
   */
  @Override
  public List<Metric> metrics() {
    return QuicMetrics.of(core.counters());
  }

  /** An endpoint is ready until it is closed, or begins to be closed gracefully. */
  @Override
  public Optional<String> unreadyReason() {
    if (closed.get()) {
      return Optional.of("the endpoint is closed");
    }
    return closing ? Optional.of("the endpoint is being closed") : Optional.empty();
  }

  /**
   * Refuses new connections at once, closes each existing one with code 0 as soon as the peer has
   * acknowledged all its data, and then the sockets.
   *
   * @param timeout after which what is still not acknowledged is given up
   * @return completes, never exceptionally, when the endpoint is closed, with whether all data was
   *     acknowledged
   */
  public CompletionStage<Boolean> closeGracefully(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    closing = true;
    CompletableFuture<Boolean> delivered = new CompletableFuture<>();
    boolean running =
        loop.execute(now -> driver.closeGracefully(timeout, now).thenAccept(delivered::complete));
    if (!running) {
      delivered.complete(false);
    }
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    delivered.thenAccept(
        all ->
            stop()
                .thenRun(
                    () -> {
                      callbacks.complete(future, all);
                      owned.forEach(QuicEndpoint::closeQuietly);
                    }));
    return future;
  }

  /**
   * Closes all connections with code 0, then the sockets; data that no peer has acknowledged yet is
   * lost, unless {@link #closeGracefully} was waited for. Idempotent; takes at most two seconds.
   */
  @Override
  public void close() {
    try {
      stop().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      LOGGER.debug("the event loop takes its time: {}", String.valueOf(late));
    }
    owned.forEach(QuicEndpoint::closeQuietly);
  }

  private CompletableFuture<Void> stop() {
    if (closed.compareAndSet(false, true)) {
      loop.execute(driver::close);
      boolean running =
          loop.execute(now -> loop.stop().whenComplete((done, failure) -> stopped.complete(null)));
      if (!running) {
        stopped.complete(null);
      }
    }
    return stopped;
  }

  /** Runs where applications expect to be called. */
  void onCallbackExecutor(Runnable action) {
    callbacks.run(action);
  }

  /** The protocol of an established connection. */
  static String decodeAlpn(QuicConnection connection) {
    return new String(connection.alpn().orElseThrow().toArray(), StandardCharsets.ISO_8859_1);
  }

  static Bytes encodeAlpn(String alpn) {
    byte[] encoded = alpn.getBytes(StandardCharsets.ISO_8859_1);
    if (encoded.length < 1 || encoded.length > 255) {
      throw new IllegalArgumentException(
          "a protocol's name has 1 to 255 characters, not " + encoded.length);
    }
    return Bytes.of(encoded);
  }

  private static ExecutorService newPool() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "mosaik-callback");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      LOGGER.debug("cannot close {}", resource, failure);
    }
  }

  @Override
  public String toString() {
    return "QuicEndpoint[" + peerId().toShortHex() + "]";
  }
}
