package io.mosaik.bootstrap.node;

import io.mosaik.api.Dialect;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TimestampSource;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.spi.CallbackPool;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.address.OwnAddresses;
import io.mosaik.bootstrap.client.DhtClients;
import io.mosaik.bootstrap.client.Pingers;
import io.mosaik.bootstrap.client.Sinks;
import io.mosaik.bootstrap.guest.Faults;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.guest.GuestThreads;
import io.mosaik.bootstrap.model.BootstrapException;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.KnownPeer;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.provider.NodeContexts;
import io.mosaik.bootstrap.provider.OptionCheck;
import io.mosaik.bootstrap.scan.BootstrapCore;
import io.mosaik.bootstrap.scan.CoreConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: its instances, its threads and its engine, from start to end.
 *
 * <p>Thread-safe by its monitor, which guards the engine and whether the node is closed.
 */
public final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** How long a pinger may overrun the time that it was given; ours. */
  private static final Duration PING_GRACE = Duration.ofMillis(500);

  /** When a provider that failed is asked again: first after this, then after twice as long. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  /** How long closing waits for instances that we made, as their contract says. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /** How long closing waits for a thread that has nothing left to do. */
  private static final Duration THREAD_LIMIT = Duration.ofSeconds(1);

  private final NodePlan plan;
  private final Ambient ambient;
  private final NodeThread thread;
  private final GuestThreads guestThreads = new GuestThreads();
  private final Executor lookout;
  private final CallbackPool callbacks;
  private final EventHub events;
  private final GuestCalls calls;
  private final OwnEntry entry;
  private final OwnAddresses addresses;
  private final Instances instances;

  private Optional<Engine> engine = Optional.empty();
  private boolean enabled;
  private boolean closed;

  private Node(NodePlan plan) {
    this.plan = plan;
    this.ambient = plan.ambient();
    NetworkId network = plan.chain().network();
    NodePlan.Self self = plan.self();
    this.addresses =
        new OwnAddresses(plan.identity().peerId(), self.addresses(), self.bindAddresses());
    this.entry = new OwnEntry(network, plan.identity(), self.tags(), ambient.wallClock());
    this.callbacks = new CallbackPool(plan.callbacks());
    this.events = new EventHub(plan.identity().peerId(), plan.listeners(), callbacks);
    this.thread = new NodeThread("mosaik-bootstrap-" + plan.identity().peerId().toShortHex());
    this.lookout = guestThreads.create("lookout");
    this.calls = new GuestCalls(thread, new Faults(events::fault));
    NodeContexts contexts =
        new NodeContexts(
            network,
            plan.identity(),
            ambient,
            entry::signed,
            self.dialect(),
            self.bindAddresses(),
            plan.mechanism().observer(),
            callbacks,
            plan.modules().options());
    this.instances = new Instances(plan, contexts::of, calls, events::complain);
  }

  /**
   * Makes a node that does nothing.
   *
   * @param plan what the user asked for
   * @return a node without threads
   */
  public static Node idle(NodePlan plan) {
    Node node = new Node(plan);
    node.entry.address(node.addresses.current());
    return node;
  }

  /**
   * Starts a node.
   *
   * @param plan what the user asked for
   * @return the running node
   * @throws BootstrapException if there is no client to read the slots with, or a pinger failed
   * @throws IllegalArgumentException if an option cannot be right
   */
  public static Node start(NodePlan plan) {
    NodePlan.Modules modules = plan.modules();
    OptionCheck.check(modules.options(), modules.providers(), modules.path());
    Node node = idle(plan);
    node.enable();
    try {
      boolean ready = node.instances.loadClients();
      node.instances.loadPingersAndSinks();
      node.instances.sayUnusedOptions();
      if (ready) {
        node.run(node.assemble());
      } else {
        node.retryLater(FIRST_RETRY);
      }
      return node;
    } catch (RuntimeException | Error failed) {
      node.close();
      throw failed;
    }
  }

  /**
   * Where the node believes to be reachable.
   *
   * @return the address as of the last look around
   */
  public PeerAddress address() {
    return entry.address();
  }

  /**
   * The slot that the node holds.
   *
   * @return its index, or empty
   */
  public OptionalInt heldSlot() {
    return currentEngine().map(Engine::heldSlot).orElse(OptionalInt.empty());
  }

  /**
   * Returns the live view of peers.
   *
   * @return an immutable list
   */
  public List<KnownPeer> peers() {
    return currentEngine().map(Engine::peers).orElse(List.of());
  }

  /**
   * What the last scan saw.
   *
   * @return the report, or empty
   */
  public Optional<ScanReport> lastReport() {
    return events.lastReport();
  }

  /**
   * What the node says about itself.
   *
   * @param dialect how to lay it out
   * @return a new signed entry
   */
  public SignedPeerEntry currentEntry(Dialect dialect) {
    return entry.signed(dialect);
  }

  /**
   * Replaces the configured addresses.
   *
   * @param configured the new ones
   * @throws IllegalArgumentException if nobody could dial one of them
   */
  public void configureAddresses(Collection<? extends TransportAddress> configured) {
    addresses.configure(configured);
  }

  /**
   * Returns the metrics of the mechanism, and of the instances that providers made for this node.
   *
   * @return the series
   */
  public List<Metric> metrics() {
    List<Metric> all =
        new ArrayList<>(
            events.metrics().all(events::lastReport, this::heldSlot, () -> peers().size()));
    instances.owned().forEach(source -> all.addAll(source.metrics()));
    return List.copyOf(all);
  }

  /**
   * Tells why this node cannot do its job at present.
   *
   * @return the reason, or empty
   */
  public Optional<String> unreadyReason() {
    synchronized (this) {
      if (closed) {
        return Optional.of("the node is closed");
      }
      if (!enabled) {
        return Optional.empty(); // it has no job
      }
      if (engine.isEmpty()) {
        return Optional.of("no DhtClient could be made yet");
      }
    }
    Optional<ScanReport> report = lastReport();
    if (report.isEmpty()) {
      return Optional.of("the first scan has not finished yet");
    }
    boolean heard = report.get().slots().stream().anyMatch(slot -> slot.lookup().answered() > 0);
    return heard
        ? Optional.empty()
        : Optional.of("nobody answered a lookup in scan " + report.get().number());
  }

  /**
   * Returns an instance that the node works with.
   *
   * @param <T> its type
   * @param type its type
   * @return the first one of that type
   * @throws IllegalArgumentException if there is none
   */
  public <T> T unwrap(Class<T> type) {
    return instances.unwrap(type);
  }

  /** Looks at the slots now. */
  public void scanNow() {
    currentEngine().ifPresent(Engine::scanNow);
  }

  /** Leaves, gives everything up, and closes what is ours. */
  public void close() {
    Optional<Engine> running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = engine;
    }
    running.ifPresent(this::leave);
    instances.close(CLOSE_LIMIT);
    guestThreads.end(THREAD_LIMIT);
    thread.end(THREAD_LIMIT);
    callbacks.close(THREAD_LIMIT);
  }

  private void leave(Engine running) {
    Duration limit = plan.mechanism().settings().tenancy().leaveTimeout().plus(THREAD_LIMIT);
    try {
      running.leave().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("could not leave within {}: our record stays until it is forgotten", limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void enable() {
    enabled = true;
  }

  private synchronized Optional<Engine> currentEngine() {
    return engine;
  }

  /** Puts the engine together, once there is a client. */
  private Engine assemble() {
    NodePlan.Mechanism mechanism = plan.mechanism();
    BootstrapSettings settings = mechanism.settings();
    DhtClients clients =
        new DhtClients(
            instances.clients(),
            settings.polling().lookupTimeout(),
            calls,
            thread,
            guestThreads::create);
    Pingers pingers = new Pingers(instances.pingers(), PING_GRACE, calls, guestThreads::create);
    Sinks sinks = new Sinks(instances.sinks(), calls, guestThreads::create);
    CoreConfig config =
        new CoreConfig(
            plan.chain(),
            plan.identity().peerId(),
            settings,
            mechanism.limits(),
            pingers.reaches(),
            mechanism.pinging(),
            mechanism.readOnly());
    BootstrapCore core = new BootstrapCore(config, new TimestampSource(ambient), ambient.random());
    List<InetAddress> external = clients.externalAddresses();
    addresses.entryPoints(clients.entryPoints());
    entry.address(addresses.update(pingers.localAddresses(), external));
    Engine.Parts parts = new Engine.Parts(core, clients, pingers, sinks, addresses, entry, events);
    return new Engine(parts, ambient, thread, lookout);
  }

  private void run(Engine assembled) {
    synchronized (this) {
      if (!closed) {
        engine = Optional.of(assembled);
        assembled.start();
        return;
      }
    }
    instances.close(CLOSE_LIMIT); // closed in the meantime, perhaps before there was a client
  }

  private void retryLater(Duration delay) {
    LOG.warn("no DhtClient could be made; the next attempt comes in {}", delay);
    Duration doubled = delay.multipliedBy(2);
    Duration next = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    thread.schedule(delay, () -> retryOn(lookout, next));
  }

  /** Not on the scheduler's thread: making a client may take a while. */
  private void retryOn(Executor guestThread, Duration next) {
    try {
      guestThread.execute(() -> retry(next));
    } catch (CancellationException ended) {
      LOG.debug("closed while waiting for a DhtClient");
    }
  }

  private void retry(Duration next) {
    boolean done = false;
    try {
      if (!instances.clients().isEmpty() || instances.loadClients()) {
        run(assemble());
        done = true;
      }
    } catch (BootstrapException stillNone) {
      LOG.debug("no DhtClient yet", stillNone);
    } catch (RuntimeException failed) {
      LOG.warn("an attempt to start failed", failed);
    }
    if (!done) {
      retryLater(next);
    }
  }
}
