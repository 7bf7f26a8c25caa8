package io.mosaik.transport.quic;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.spi.CallbackPool;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import io.mosaik.transport.quic.ping.Dialects;
import io.mosaik.transport.quic.ping.PingClient;
import io.mosaik.transport.quic.stream.StreamLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings peers over QUIC as mosaik's nodes do, and answers their pings. Has an endpoint of its own,
 * which can serve other protocols beside the ping. Thread-safe.
 */
public final class QuicPeerPinger implements PeerPinger, MetricSource {

  /** The application protocol of the ping. */
  public static final String ALPN = PingClient.ALPN;

  private static final Logger LOGGER = LoggerFactory.getLogger(QuicPeerPinger.class);

  /** The most pings under way at once; further ones fail locally. The limit is ours. */
  private static final int MAX_CONCURRENT = 1024;

  private final NodeContext context;
  private final Dialects dialects;
  private final QuicEndpoint endpoint;
  private final CallbackPool signing;
  private final List<Consumer<PeerAddress>> listeners;
  private final Set<PingCall> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private QuicPeerPinger(
      NodeContext context,
      Dialects dialects,
      QuicEndpoint endpoint,
      CallbackPool signing,
      List<Consumer<PeerAddress>> listeners) {
    this.context = context;
    this.dialects = dialects;
    this.endpoint = endpoint;
    this.signing = signing;
    this.listeners = listeners;
  }

  /**
   * Starts a pinger with an endpoint that serves nothing else; for an {@linkplain
   * NodeContext#isObserver observer} it serves nothing at all. Peers may have 64 KiB unread on each
   * of its connections.
   *
   * @param context the node that pings and is pinged
   * @return completes with the pinger; fails with a {@link QuicException} if a socket cannot be
   *     bound
   */
  public static CompletionStage<QuicPeerPinger> start(NodeContext context) {
    return start(context, UnaryOperator.identity());
  }

  /**
   * Starts a pinger with an endpoint of the application's making. If that serves another protocol,
   * peers may have as much unread as with any endpoint.
   *
   * @param context the node that pings and is pinged
   * @param setup changes the endpoint's settings, by protocols to serve beside the ping for
   *     instance
   * @return completes with the pinger; fails with a {@link QuicException} if a socket cannot be
   *     bound
   */
  public static CompletionStage<QuicPeerPinger> start(
      NodeContext context, UnaryOperator<QuicEndpointBuilder> setup) {
    Dialects dialects = new Dialects(context.configuredDialect(), context.ambient().monotonic());
    List<Consumer<PeerAddress>> listeners = new CopyOnWriteArrayList<>();
    CallbackPool signing = new CallbackPool(Optional.empty());
    PingAnswers answers =
        new PingAnswers(context, signing, dialects, peer -> tell(context, listeners, peer));
    QuicEndpointBuilder builder =
        QuicEndpoint.builder(context.identity()).ambient(context.ambient());
    if (!context.bindAddresses().isEmpty()) {
      builder.bind(context.bindAddresses().toArray(InetSocketAddress[]::new));
    }
    QuicEndpointBuilder ready = setup.apply(builder);
    if (ready.protocols.isEmpty()) {
      ready.streams = StreamLimits.PING; // a stranger shall not have us hold more than pings need
    }
    return (context.isObserver() ? ready : ready.protocol(ALPN, answers))
        .start()
        .thenApply(endpoint -> new QuicPeerPinger(context, dialects, endpoint, signing, listeners));
  }

  /**
   * The endpoint beneath, to dial peers for other protocols. It is closed with this pinger.
   *
   * @return the endpoint
   */
  public QuicEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public String name() {
    return QuicPeerPingerProvider.ID;
  }

  @Override
  public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
    Objects.requireNonNull(address, "address");
    CompletableFuture<PingOutcome> told = new CompletableFuture<>();
    if (closed) {
      complete(told, failed("the pinger is closed"));
      return told;
    }
    if (calls.size() >= MAX_CONCURRENT) {
      complete(told, failed(MAX_CONCURRENT + " pings are under way already"));
      return told;
    }
    PingCall call =
        new PingCall(
            endpoint.dialler(),
            address,
            Optional.of(context.networkId()),
            InitialPolicy.SINGLE_TO_SILENT_PREFIX, // strangers write the records that we ping
            timeout);
    calls.add(call);
    call.outcome()
        .thenAccept(
            outcome -> {
              calls.remove(call);
              learn(outcome);
              complete(told, outcome);
            });
    told.whenComplete(
        (outcome, failure) -> {
          if (told.isCancelled()) {
            call.giveUp("the ping was cancelled");
          }
        });
    if (closed) {
      call.giveUp("the pinger is closed");
    }
    return told;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of the last 4096 prefixes. Pings to public addresses elsewhere send one datagram only until
   * something comes back. What can be forged without reading our packets does not count.
   */
  @Override
  public boolean hasHeardFrom(TransportAddress address) {
    return address instanceof TransportAddress.Ip ip
        && endpoint.hasHeardFrom(ip.socket().getAddress());
  }

  /** Returns the metrics of the endpoint. */
  @Override
  public List<Metric> metrics() {
    return endpoint.metrics();
  }

  @Override
  public Set<TransportAddress.Kind> reaches() {
    return Set.of(TransportAddress.Kind.IP);
  }

  @Override
  public Set<TransportAddress> localAddresses() {
    return context.isObserver() ? Set.of() : Set.copyOf(endpoint.localAddresses());
  }

  @Override
  public Subscription onPeerMet(Consumer<PeerAddress> listener) {
    Consumer<PeerAddress> own = listener::accept; // the same listener may be here twice
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  @Override
  public void close() {
    closed = true;
    for (PingCall call : calls) {
      call.giveUp("the pinger is closed");
    }
    endpoint.close();
    signing.close();
  }

  private void learn(PingOutcome outcome) {
    if (outcome instanceof PingOutcome.Healthy healthy) {
      dialects.learn(healthy.entry().entry().id(), healthy.entry().entry().dialect());
    }
  }

  private void complete(CompletableFuture<PingOutcome> told, PingOutcome outcome) {
    onCallbackExecutor(context, () -> told.complete(outcome));
  }

  private static void tell(
      NodeContext context, List<Consumer<PeerAddress>> listeners, PeerAddress peer) {
    for (Consumer<PeerAddress> listener : listeners) {
      onCallbackExecutor(context, () -> tell(listener, listeners, peer));
    }
  }

  /** A listener that unsubscribed meanwhile is left in peace. */
  private static void tell(
      Consumer<PeerAddress> listener, List<Consumer<PeerAddress>> listeners, PeerAddress peer) {
    if (!listeners.contains(listener)) {
      return;
    }
    try {
      listener.accept(peer);
    } catch (RuntimeException theirs) {
      LOGGER.warn("a listener for peers that we met failed", theirs);
    }
  }

  private static void onCallbackExecutor(NodeContext context, Runnable action) {
    try {
      context.callbackExecutor().execute(action);
    } catch (RejectedExecutionException over) {
      LOGGER.debug("the node takes no callbacks any more", over);
      action.run(); // nobody shall wait for ever
    }
  }

  private static PingOutcome failed(String detail) {
    return new PingOutcome.Failed(Reason.LOCAL_FAILURE, detail);
  }

  @Override
  public String toString() {
    return "QuicPeerPinger[" + endpoint + "]";
  }
}
