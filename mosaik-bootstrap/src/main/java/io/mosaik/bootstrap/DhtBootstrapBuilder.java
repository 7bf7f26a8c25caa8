package io.mosaik.bootstrap;

import io.mosaik.api.Dialect;
import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import io.mosaik.api.spi.Provider;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapException;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.node.Node;
import io.mosaik.bootstrap.node.NodePlan;
import io.mosaik.bootstrap.provider.SearchPath;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Describes a node. Only {@link #network} is mandatory. Confined to one thread; may be used again
 * after {@link #start}.
 */
public final class DhtBootstrapBuilder {

  private Optional<NetworkId> network = Optional.empty();
  private Optional<KeyPair> identity = Optional.empty();
  private List<TransportAddress> addresses = List.of();
  private List<InetSocketAddress> bindAddresses = List.of();
  private Dialect configuredDialect = Dialect.V0_3;
  private SortedSet<Digest> tags = new TreeSet<>();

  private final List<DhtClient> dhtClients = new ArrayList<>();
  private final List<PeerPinger> pingers = new ArrayList<>();
  private final List<DiscoverySink> sinks = new ArrayList<>();
  private final List<Provider<?>> providers = new ArrayList<>();
  private final Map<String, Map<String, String>> options = new LinkedHashMap<>();
  private Optional<ModuleLayer> moduleLayer = Optional.empty();
  private Optional<ClassLoader> classLoader = Optional.empty();

  private AddressPolicy addressPolicy = AddressPolicy.standard();
  private BootstrapSettings settings = BootstrapSettings.DEFAULT;
  private boolean enabled = true;
  private boolean readOnly;
  private boolean observer;
  private boolean pinging = true;
  private final List<Consumer<BootstrapEvent>> listeners = new ArrayList<>();
  private Optional<Executor> callbackExecutor = Optional.empty();
  private Optional<Ambient> ambient = Optional.empty();

  DhtBootstrapBuilder() {}

  /**
   * The network, by name.
   *
   * @param name 64 hexadecimal digits, or any other text, which is hashed
   * @return this
   */
  public DhtBootstrapBuilder network(String name) {
    return network(NetworkId.of(name));
  }

  /**
   * The network.
   *
   * @param id its id
   * @return this
   */
  public DhtBootstrapBuilder network(NetworkId id) {
    this.network = Optional.of(id);
    return this;
  }

  /**
   * Who the node is. Without this it gets a fresh key pair.
   *
   * @param keys its key pair
   * @return this
   */
  public DhtBootstrapBuilder identity(KeyPair keys) {
    this.identity = Optional.of(keys);
    return this;
  }

  /**
   * Where the node may be reached, beyond what pingers and DHT find out.
   *
   * @param configured the addresses
   * @return this
   */
  public DhtBootstrapBuilder addresses(Collection<? extends TransportAddress> configured) {
    this.addresses = List.copyOf(configured);
    return this;
  }

  /**
   * Where the node may be reached, beyond what pingers and DHT find out.
   *
   * @param configured the addresses
   * @return this
   */
  public DhtBootstrapBuilder addresses(TransportAddress... configured) {
    return addresses(List.of(configured));
  }

  /**
   * Where providers bind their sockets for traffic between peers.
   *
   * @param local local addresses, of which modules take one of each family as a rule; port 0 stands
   *     for any port
   * @return this
   */
  public DhtBootstrapBuilder bindAddresses(Collection<InetSocketAddress> local) {
    this.bindAddresses = List.copyOf(local);
    return this;
  }

  /**
   * Adds a client. Giving one switches the look-up of installed clients off. It is not closed with
   * the node.
   *
   * @param client reads and writes the slots
   * @return this
   */
  public DhtBootstrapBuilder dhtClient(DhtClient client) {
    dhtClients.add(Objects.requireNonNull(client, "client"));
    return this;
  }

  /**
   * Adds a pinger. Giving one switches the look-up of installed pingers off. It is not closed with
   * the node.
   *
   * @param pinger finds out who is alive
   * @return this
   */
  public DhtBootstrapBuilder pinger(PeerPinger pinger) {
    pingers.add(Objects.requireNonNull(pinger, "pinger"));
    return this;
  }

  /**
   * Adds a sink. Giving one switches the look-up of installed sinks off. It is not closed with the
   * node.
   *
   * @param sink hears of peers
   * @return this
   */
  public DhtBootstrapBuilder sink(DiscoverySink sink) {
    sinks.add(Objects.requireNonNull(sink, "sink"));
    return this;
  }

  /**
   * Adds the provider of a DHT client, configured by the application. Giving one switches the
   * look-up of installed clients off. The client is made when the node starts, with the node's own
   * context, and closed with the node; {@link DhtBootstrap#unwrap} returns it.
   *
   * @param provider makes the client; is used again when it fails
   * @return this
   */
  public DhtBootstrapBuilder dhtClientProvider(DhtClientProvider provider) {
    providers.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  /**
   * Adds the provider of a pinger, configured by the application: one whose endpoint serves
   * protocols beside the ping, for instance. Giving one switches the look-up of installed pingers
   * off. The pinger is made when the node starts, with the node's own context, and closed with the
   * node; {@link DhtBootstrap#unwrap} returns it.
   *
   * @param provider makes the pinger
   * @return this
   */
  public DhtBootstrapBuilder pingerProvider(PeerPingerProvider provider) {
    providers.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  /**
   * Adds the provider of a sink, configured by the application. Giving one switches the look-up of
   * installed sinks off. The sink is made when the node starts, with the node's own context, and
   * closed with the node; {@link DhtBootstrap#unwrap} returns it.
   *
   * @param provider makes the sink
   * @return this
   */
  public DhtBootstrapBuilder sinkProvider(DiscoverySinkProvider provider) {
    providers.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  /**
   * Sets an option of an installed provider. All options are checked when the node starts, before
   * any provider makes anything.
   *
   * @param providerId the id of the provider, such as {@code mainline-dht}
   * @param name which option
   * @param value its value
   * @return this
   */
  public DhtBootstrapBuilder option(String providerId, String name, String value) {
    options.computeIfAbsent(providerId, id -> new LinkedHashMap<>()).put(name, value);
    return this;
  }

  /**
   * Where to look for providers, instead of in the layer of this module.
   *
   * @param layer a module layer; its parents are searched too
   * @return this
   */
  public DhtBootstrapBuilder moduleLayer(ModuleLayer layer) {
    this.moduleLayer = Optional.of(layer);
    return this;
  }

  /**
   * Where to look for providers, instead of in the layer of this module, or on the class path.
   *
   * @param loader a class loader
   * @return this
   */
  public DhtBootstrapBuilder classLoader(ClassLoader loader) {
    this.classLoader = Optional.of(loader);
    return this;
  }

  /**
   * Which dialect the node answers strangers in when nothing tells theirs. Without this, 0.3.
   *
   * @param dialect the dialect
   * @return this
   */
  public DhtBootstrapBuilder configuredDialect(Dialect dialect) {
    this.configuredDialect = Objects.requireNonNull(dialect, "dialect");
    return this;
  }

  /**
   * What the node is for. A tag with our version is always there.
   *
   * @param more the tags
   * @return this
   */
  public DhtBootstrapBuilder tags(Collection<Digest> more) {
    this.tags = new TreeSet<>(more);
    return this;
  }

  /**
   * Changes the numbers of the mechanism.
   *
   * @param change takes the present settings and returns the new ones
   * @return this
   */
  public DhtBootstrapBuilder settings(UnaryOperator<BootstrapSettings> change) {
    this.settings = Objects.requireNonNull(change.apply(settings), "settings");
    return this;
  }

  /**
   * Changes how much the addresses in strangers' records may make the node do.
   *
   * @param policy the bounds
   * @return this
   */
  public DhtBootstrapBuilder addressPolicy(AddressPolicy policy) {
    this.addressPolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * How often to look at the slots, without the random third on top.
   *
   * @param lonely while nobody is known; 5 s by default
   * @param connected otherwise; 60 s by default
   * @return this
   */
  public DhtBootstrapBuilder pollIntervals(Duration lonely, Duration connected) {
    return settings(
        s -> s.with(new BootstrapSettings.Polling(lonely, connected, s.polling().lookupTimeout())));
  }

  /**
   * Switches the mechanism off, as {@code no_dht_bootstrap} does in Rust: {@link #start} then
   * returns a node that loads nothing, looks at nothing and finds nobody.
   *
   * @param on whether the mechanism works; true by default
   * @return this
   */
  public DhtBootstrapBuilder enabled(boolean on) {
    this.enabled = on;
    return this;
  }

  /**
   * Makes a node that looks but never writes.
   *
   * @param on whether to look only; false by default
   * @return this
   */
  public DhtBootstrapBuilder readOnly(boolean on) {
    this.readOnly = on;
    return this;
  }

  /**
   * Makes a node that only observes: it looks but never writes, and the pinger that is loaded for
   * it pings but answers nobody, so that other nodes do not take it for a peer. A pinger that is
   * given as an instance is used as it is.
   *
   * @param on whether to observe only; false by default
   * @return this
   */
  public DhtBootstrapBuilder observer(boolean on) {
    this.observer = on;
    return this;
  }

  /**
   * Whether to ask peers if they are alive. Without that no pinger is loaded, and records count as
   * unverified.
   *
   * @param on whether to ping; true by default
   * @return this
   */
  public DhtBootstrapBuilder pinging(boolean on) {
    this.pinging = on;
    return this;
  }

  /**
   * Adds a listener. Listeners are called on the callback executor, one call at a time and in
   * order; one that is too slow loses events, which is logged.
   *
   * @param listener hears of everything
   * @return this
   */
  public DhtBootstrapBuilder onEvent(Consumer<BootstrapEvent> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Where futures complete and listeners are called. Without this, a daemon pool of the node's own.
   *
   * @param executor an executor that may be blocked for a while; not shut down with the node
   * @return this
   */
  public DhtBootstrapBuilder callbackExecutor(Executor executor) {
    this.callbackExecutor = Optional.of(executor);
    return this;
  }

  /**
   * Time and chance. Without this, the clocks of this machine and strong randomness.
   *
   * @param source where to take them from
   * @return this
   */
  public DhtBootstrapBuilder ambient(Ambient source) {
    this.ambient = Optional.of(source);
    return this;
  }

  /**
   * Loads and creates what was not given, and starts the node. Its first scan begins at once.
   *
   * <p>A provider of a {@link DhtClient} that fails is reported and asked again, more and more
   * seldom, until there is a client.
   *
   * @return the running node
   * @throws BootstrapException if there is no client to read the slots with
   * @throws IllegalArgumentException if there is no network, nobody could dial a configured
   *     address, no provider of that id is installed for an option, or the provider does not know
   *     the option or refuses its value
   */
  public DhtBootstrap start() {
    NodePlan plan = plan(observer, listeners);
    return new DhtBootstrap(plan, enabled ? Node.start(plan) : Node.idle(plan));
  }

  /**
   * Looks at the slots once, as an {@link #observer}, and stops again.
   *
   * @return completes with what was seen; cancelling it stops the scan
   * @throws BootstrapException if there is no client to read the slots with
   * @throws IllegalArgumentException if there is no network
   */
  public CompletableFuture<ScanReport> scanOnce() {
    CompletableFuture<ScanReport> result = new CompletableFuture<>();
    List<Consumer<BootstrapEvent>> all = new ArrayList<>(listeners);
    all.add(
        event -> {
          if (event instanceof BootstrapEvent.ScanFinished finished) {
            result.complete(finished.report());
          }
        });
    Node node = Node.start(plan(true, all));
    result.whenComplete((report, cancelled) -> closeLater(node));
    return result;
  }

  /** Closing waits for threads, and must not do so on one of them. */
  private static void closeLater(Node node) {
    Thread closer = new Thread(node::close, "mosaik-close");
    closer.setDaemon(true);
    closer.start();
  }

  private NodePlan plan(boolean observing, List<Consumer<BootstrapEvent>> hearing) {
    NetworkId id =
        network.orElseThrow(() -> new IllegalArgumentException("a node needs a network"));
    Ambient surroundings = ambient.orElseGet(Ambient::system);
    return new NodePlan(
        Chain.of(id, settings.chainDepth()),
        identity.orElseGet(() -> KeyPair.generate(surroundings.random())),
        new NodePlan.Self(addresses, bindAddresses, configuredDialect, tags),
        new NodePlan.Mechanism(
            settings,
            addressPolicy.limits(settings.chainDepth()),
            readOnly || observing,
            observing,
            pinging),
        new NodePlan.Modules(dhtClients, pingers, sinks, providers, options, path()),
        hearing,
        callbackExecutor,
        surroundings);
  }

  private SearchPath path() {
    return moduleLayer
        .map(SearchPath::of)
        .or(() -> classLoader.map(SearchPath::of))
        .orElseGet(SearchPath::standard);
  }
}
