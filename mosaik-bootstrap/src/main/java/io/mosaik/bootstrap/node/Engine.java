package io.mosaik.bootstrap.node;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.OwnAddresses;
import io.mosaik.bootstrap.client.DhtClients;
import io.mosaik.bootstrap.client.Pingers;
import io.mosaik.bootstrap.client.Sinks;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.KnownPeer;
import io.mosaik.bootstrap.scan.BootstrapCore;
import io.mosaik.bootstrap.scan.Command;
import io.mosaik.bootstrap.scan.Moment;
import io.mosaik.bootstrap.scan.SlotReading;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the core on the thread of the node: hands it what happened, does what it says, wakes it when
 * it wants to be woken. Decides nothing.
 *
 * <p>The package-private methods may be called from any thread; everything else is confined to the
 * thread of the node.
 */
final class Engine implements Command.Handler {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** How often the surroundings are looked at: our addresses, and how many neighbors there are. */
  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

  /** After a defect the core is not woken sooner than this, lest it fail without a pause. */
  private static final Duration AFTER_DEFECT = Duration.ofSeconds(1);

  /** What an engine works with. */
  record Parts(
      BootstrapCore core,
      DhtClients clients,
      Pingers pingers,
      Sinks sinks,
      OwnAddresses addresses,
      OwnEntry entry,
      EventHub events) {}

  private final Parts parts;
  private final BootstrapCore core;
  private final Ambient ambient;
  private final NodeThread thread;
  private final Executor lookout;
  private final Map<Long, CompletableFuture<?>> underWay = new HashMap<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private OptionalInt neighbors = OptionalInt.empty();
  private Runnable takeBackTimer = () -> {};
  private volatile Runnable endOfMeeting = () -> {}; // set and run on the lookout's thread
  private boolean stopped;
  private volatile OptionalInt heldSlot = OptionalInt.empty();
  private volatile List<KnownPeer> peers = List.of();

  /**
   * Prepares to run.
   *
   * @param lookout a thread that may be blocked by an instance that does not answer at once
   */
  Engine(Parts parts, Ambient ambient, NodeThread thread, Executor lookout) {
    this.parts = parts;
    this.core = parts.core();
    this.ambient = ambient;
    this.thread = thread;
    this.lookout = lookout;
  }

  /** Starts the core with the surroundings as they are. */
  void start() {
    run(
        now -> {
          core.onLoopback(isOnLoopback());
          core.surroundings(parts.addresses().current(), neighbors, now);
          core.start(now);
        });
    thread.execute(
        () -> {
          lookAroundLater();
          onLookout(this::listen);
          countNeighbors();
        });
  }

  void scanNow() {
    run(core::scanNow);
  }

  OptionalInt heldSlot() {
    return heldSlot;
  }

  List<KnownPeer> peers() {
    return peers;
  }

  /** Has the core leave; completes when it has left and all that was under way is given up. */
  CompletableFuture<Void> leave() {
    run(core::leave);
    return left;
  }

  private void run(Consumer<Moment> what) {
    thread.execute(() -> act(what));
  }

  /** Whatever fails, the core is woken again. */
  private void act(Consumer<Moment> what) {
    Duration pause = AFTER_DEFECT;
    try {
      core.remarks(parts.events().complaints());
      core.clients(parts.clients().reports());
      what.accept(now());
      heldSlot = core.heldSlot(); // before listeners hear of it
      peers = core.peers();
      obey();
      pause = Duration.ZERO;
    } finally {
      setTimer(pause);
    }
  }

  private void obey() {
    for (Optional<Command> next = core.pollCommand(); next.isPresent(); next = core.pollCommand()) {
      next.get().runBy(this);
    }
  }

  /** Sets the timer to when the core wants to be woken, or later, after a pause. */
  private void setTimer(Duration pause) {
    takeBackTimer.run();
    Deadline wake = core.nextDeadline();
    if (wake.equals(Deadline.NEVER)) {
      takeBackTimer = () -> {};
      return;
    }
    Duration delay = delayUntil(wake);
    Duration longer = delay.compareTo(pause) < 0 ? pause : delay;
    takeBackTimer = thread.schedule(longer, () -> act(core::expire));
  }

  private Moment now() {
    return new Moment(ambient.monotonic().now(), ambient.wallClock().instant());
  }

  private Duration delayUntil(Deadline wake) {
    Duration delay = ambient.monotonic().now().until(wake);
    return delay.isNegative() ? Duration.ZERO : delay;
  }

  // ---- what the core wants

  @Override
  public void read(Command.Read command) {
    long id = command.id();
    follow(
        id,
        parts
            .clients()
            .read(command.slot().key(), packet -> run(now -> core.foundEarly(id, packet, now))),
        (readings, now) -> core.readEnded(id, new SlotReading(readings), now));
  }

  @Override
  public void write(Command.Write command) {
    long id = command.id();
    follow(
        id,
        parts.clients().write(command.packet(), command.expected()::of),
        (outcome, now) -> core.writeEnded(id, outcome, now));
  }

  @Override
  public void ping(Command.Ping command) {
    long id = command.id();
    PingEvent event = PingEvent.start();
    follow(
        id,
        parts.pingers().ping(command.address(), command.timeout()),
        (outcome, now) -> {
          parts.events().metrics().count(outcome);
          event.finish(command.address(), outcome);
          core.pingEnded(id, outcome, now);
          onLookout(
              () -> {
                Set<TransportAddress> heard = parts.pingers().responsive(command.address());
                run(then -> core.heardFrom(heard));
              });
        });
  }

  @Override
  public void abandon(Command.Abandon command) {
    CompletableFuture<?> future = underWay.remove(command.id());
    if (future != null) {
      future.cancel(false);
    }
  }

  @Override
  public void tell(Command.Tell command) {
    BootstrapEvent event = command.event();
    if (event instanceof BootstrapEvent.PeerDiscovered found) {
      parts.sinks().peerDiscovered(found.address());
    } else if (event instanceof BootstrapEvent.UnverifiedPeerDiscovered found) {
      parts.sinks().unverifiedPeerDiscovered(found.address());
    } else if (event instanceof BootstrapEvent.PeerLost lost) {
      parts.sinks().peerLost(lost.peer().address());
    }
    parts.events().tell(event);
  }

  @Override
  public void sample(Command.Sample command) {
    parts.sinks().roundTripSampled(command.peer(), command.roundTrip());
  }

  @Override
  public void left() {
    stopped = true;
    onLookout(() -> endOfMeeting.run()); // after listen, which may be under way still
    List.copyOf(underWay.values()).forEach(future -> future.cancel(false));
    underWay.clear();
    left.complete(null);
  }

  /** What comes of an operation, back on our thread. */
  private interface Ending<T> {
    void ended(T result, Moment now);
  }

  /** An operation that is cancelled has been abandoned: nobody waits for its end. */
  private <T> void follow(long id, CompletableFuture<T> future, Ending<T> ending) {
    underWay.put(id, future);
    future.thenAccept(
        result ->
            run(
                now -> {
                  if (underWay.remove(id) != null) {
                    ending.ended(result, now);
                  }
                }));
  }

  // ---- surroundings

  /** Asks instances that ought to answer at once, where it hurts nobody if they do not. */
  private void onLookout(Runnable task) {
    try {
      lookout.execute(task);
    } catch (CancellationException ended) {
      LOG.debug("too late to look around");
    }
  }

  /** On the lookout's thread. */
  private void listen() {
    endOfMeeting = parts.pingers().onPeerMet(peer -> run(now -> core.met(peer, now)));
  }

  private void lookAroundLater() {
    thread.schedule(
        LOOK_AROUND,
        () -> {
          if (!stopped) {
            onLookout(this::lookAround);
          }
        });
  }

  /** On the lookout's thread. The next look comes after this one, however long it takes. */
  private void lookAround() {
    try {
      Collection<TransportAddress> listening = parts.pingers().localAddresses();
      List<InetAddress> external = parts.clients().externalAddresses();
      thread.execute(() -> foundOurselves(listening, external));
    } finally {
      thread.execute(this::lookAroundLater);
    }
  }

  private void foundOurselves(Collection<TransportAddress> listening, List<InetAddress> external) {
    PeerAddress own = parts.addresses().update(listening, external);
    parts.entry().address(own);
    countNeighbors();
    act(
        now -> {
          core.onLoopback(isOnLoopback());
          core.surroundings(own, neighbors, now);
        });
  }

  /** Without a pinger nothing is dialled: what cannot be judged is handed on as unverified. */
  private boolean isOnLoopback() {
    boolean isUndecided = parts.pingers().reaches().isEmpty() && parts.addresses().isUnknown();
    return isUndecided || parts.addresses().isOnLoopback();
  }

  private void countNeighbors() {
    parts
        .sinks()
        .neighborCount()
        .thenAccept(
            count ->
                run(
                    now -> {
                      neighbors = count;
                      core.surroundings(parts.addresses().current(), neighbors, now);
                    }));
  }
}
