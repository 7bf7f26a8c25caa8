package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.endpoint.EndpointConfig;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.endpoint.EndpointEvent;
import io.mosaik.transport.quic.endpoint.VirtualNetwork;
import io.mosaik.transport.quic.net.LoopExecutor;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** An endpoint whose event loop is the test's thread and virtual time. Confined to it. */
final class SimulatedEndpoint implements VirtualNetwork.Host, LoopExecutor {

  private record Timer(Deadline at, long number, Consumer<Deadline> action) {}

  private final EndpointCore core;
  private final EndpointDriver driver;
  private final Dialler dialler;
  private final Supplier<Deadline> clock;
  private final Deque<Runnable> soon = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparing(Timer::number));
  private long timersSet;

  /** Serves the protocols of handlers, none of which may be called on another thread. */
  SimulatedEndpoint(
      KeyPair identity,
      Map<String, ProtocolHandler> protocols,
      int maxDials,
      RandomGenerator random,
      Supplier<Deadline> clock) {
    List<Bytes> alpn = protocols.keySet().stream().map(QuicEndpoint::encodeAlpn).toList();
    this.clock = clock;
    this.core =
        new EndpointCore(
            EndpointConfig.DEFAULT,
            TlsConfig.of(identity, alpn.isEmpty() ? List.of(QuicEndpoint.encodeAlpn("-")) : alpn),
            random,
            Optional::empty,
            clock.get());
    Callbacks callbacks = new Callbacks(this::soon);
    this.driver = new EndpointDriver(core, protocols, callbacks, maxDials);
    driver.runOn(this);
    this.dialler = new Dialler(driver, this, callbacks);
    core.setAccepting(!protocols.isEmpty());
  }

  EndpointCore core() {
    return core;
  }

  EndpointDriver driver() {
    return driver;
  }

  Dialler dialler() {
    return dialler;
  }

  /** Timers that are set and not taken back. */
  int timerCount() {
    return timers.size();
  }

  @Override
  public boolean execute(Consumer<Deadline> action) {
    action.accept(clock.get());
    return true;
  }

  @Override
  public void soon(Runnable action) {
    soon.addLast(action);
  }

  @Override
  public Runnable schedule(Consumer<Deadline> action, long delayNanos) {
    Timer timer = new Timer(clock.get().plusNanos(delayNanos), timersSet++, action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    return schedule(now -> soon(action), LoopExecutor.nanosOf(delay));
  }

  @Override
  public void receive(Datagram datagram, Deadline now) {
    core.receive(datagram, now);
  }

  @Override
  public void expire(Deadline now) {
    while (!timers.isEmpty() && timers.peek().at().hasPassed(now)) {
      timers.poll().action().accept(now);
    }
    core.expire(now);
  }

  @Override
  public Optional<Datagram> pollTransmit(Deadline now) {
    boolean busy = true;
    while (busy) {
      busy = drainEvents(now) | runSoon();
    }
    return core.pollTransmit(now);
  }

  @Override
  public Deadline nextDeadline() {
    return timers.isEmpty()
        ? core.nextDeadline()
        : Deadline.min(timers.peek().at(), core.nextDeadline());
  }

  private boolean drainEvents(Deadline now) {
    boolean any = false;
    for (Optional<EndpointEvent> next = core.pollEvent(now);
        next.isPresent();
        next = core.pollEvent(now)) {
      any = true;
      driver.onEvent(next.get(), now);
    }
    return any;
  }

  private boolean runSoon() {
    boolean any = !soon.isEmpty();
    while (!soon.isEmpty()) {
      soon.removeFirst().run();
    }
    return any;
  }
}
