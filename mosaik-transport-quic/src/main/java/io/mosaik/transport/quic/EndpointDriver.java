package io.mosaik.transport.quic;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.ConnectionEvent;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.endpoint.EndpointEvent;
import io.mosaik.transport.quic.net.LoopExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What applications want from an endpoint and have to wait for: dials, and the connections that
 * come of them. Confined to the endpoint's event loop.
 */
final class EndpointDriver {

  /** How long an address has before the next one is tried beside it (compare RFC 8305). */
  private static final Duration NEXT_ADDRESS_AFTER = Duration.ofMillis(200);

  private static final long SHUTDOWN_CODE = 0;
  private static final long ABANDONED_CODE = 0;

  private final EndpointCore core;
  private final Map<String, ProtocolHandler> protocols;
  private final Callbacks callbacks;
  private final int maxDials;
  private final Map<QuicConnection, ConnectionDriver> connections = new HashMap<>();
  private final Map<QuicConnection, RunningDial> dialling = new HashMap<>();
  private final Set<RunningDial> running = new HashSet<>();
  private final Deque<RunningDial> waiting = new ArrayDeque<>();
  private LoopExecutor loop;
  private Callbacks onLoop;
  private boolean closed;

  /** A dial and who waits for it. */
  private static final class RunningDial {

    private final Dial dial;
    private final CompletableFuture<QuicConnectionHandle> future;
    private final Callbacks callbacks;
    private Runnable cancelTimeout = () -> {};

    RunningDial(Dial dial, CompletableFuture<QuicConnectionHandle> future, Callbacks callbacks) {
      this.dial = dial;
      this.future = future;
      this.callbacks = callbacks;
    }

    /** Who gives up while the connection is on its way does not leave it open. */
    void succeed(QuicConnectionHandle handle) {
      callbacks.run(
          () -> {
            if (!future.complete(handle)) {
              handle.close(ABANDONED_CODE, "");
            }
          });
    }

    void fail(QuicException why) {
      cancelTimeout.run(); // also of one that never began
      callbacks.fail(future, why);
    }
  }

  EndpointDriver(
      EndpointCore core,
      Map<String, ProtocolHandler> protocols,
      Callbacks callbacks,
      int maxDials) {
    this.core = core;
    this.protocols = Map.copyOf(protocols);
    this.callbacks = callbacks;
    this.maxDials = maxDials;
  }

  /** The event loop that everything runs on; before anything else happens. */
  void runOn(LoopExecutor started) {
    loop = started;
    onLoop = new Callbacks(started::soon);
  }

  /** Where the futures of a dial and of what comes of it complete. */
  enum Home {
    /** On the executor for applications. */
    APPLICATION,
    /** On the event loop. */
    LOOP
  }

  /** Begins a race of handshakes, or queues it. */
  void dial(
      Dial.Target target,
      Duration timeout,
      Home home,
      CompletableFuture<QuicConnectionHandle> future,
      Deadline now) {
    Callbacks here = home == Home.LOOP ? onLoop : callbacks;
    RunningDial dial = new RunningDial(new Dial(core, target), future, here);
    if (closed) {
      here.fail(future, endpointClosed());
      return;
    }
    dial.cancelTimeout = loop.schedule(at -> giveUp(dial, at), LoopExecutor.nanosOf(timeout));
    if (running.size() < maxDials) {
      start(dial, now);
    } else {
      waiting.addLast(dial);
    }
  }

  /** Nobody waits for a dial any more, or no longer. */
  void abandon(CompletableFuture<QuicConnectionHandle> future, Deadline now) {
    List<RunningDial> all = new ArrayList<>(running);
    all.addAll(waiting);
    all.stream().filter(dial -> dial.future == future).forEach(dial -> giveUp(dial, now));
  }

  void onEvent(EndpointEvent event, Deadline now) {
    QuicConnection connection = event.connection();
    RunningDial dial = dialling.get(connection);
    if (event.event() instanceof ConnectionEvent.Established) {
      onEstablished(connection, event.incoming(), now);
    } else if (dial != null && event.event() instanceof ConnectionEvent.Closed end) {
      dialling.remove(connection);
      if (dial.dial.onClosed(connection, end)) {
        end(dial, now);
        dial.fail(dial.dial.failure());
      } else {
        startNext(dial, now);
      }
    }
    ConnectionDriver driver = connections.get(connection);
    if (driver != null) {
      driver.onEvent(event.event(), now);
      if (event.event() instanceof ConnectionEvent.Closed) {
        connections.remove(connection);
      }
    }
  }

  /**
   * Closes every connection once all its data was acknowledged, or after a time; new dials and
   * clients are refused at once.
   *
   * @return completes with whether all data of all connections was acknowledged
   */
  CompletableFuture<Boolean> closeGracefully(Duration timeout, Deadline now) {
    endDials(now);
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    for (QuicConnection connection : core.connections()) {
      ConnectionDriver driver = connections.get(connection);
      if (driver == null) {
        connection.close(SHUTDOWN_CODE, "", now);
      } else {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        driver.closeGracefully(SHUTDOWN_CODE, "", timeout, end, now);
        ends.add(end);
      }
      core.touch(connection);
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .thenApply(done -> ends.stream().allMatch(CompletableFuture::join));
  }

  /** The number of dials and connections that something is remembered of, for tests. */
  int entries() {
    return connections.size() + dialling.size() + running.size() + waiting.size();
  }

  /** Closes everything; what follows is refused. */
  void close(Deadline now) {
    endDials(now);
    for (QuicConnection connection : core.connections()) {
      connection.close(SHUTDOWN_CODE, "", now);
      core.touch(connection);
    }
  }

  private void endDials(Deadline now) {
    closed = true;
    core.setAccepting(false);
    for (RunningDial dial : new ArrayList<>(waiting)) {
      dial.fail(endpointClosed());
    }
    waiting.clear();
    for (RunningDial dial : new ArrayList<>(running)) {
      end(dial, now);
      dial.fail(endpointClosed());
    }
  }

  private void start(RunningDial dial, Deadline now) {
    running.add(dial);
    startNext(dial, now);
  }

  private void startNext(RunningDial dial, Deadline now) {
    dial.dial.startNext(now).ifPresent(connection -> dialling.put(connection, dial));
    if (dial.dial.hasUntried()) {
      loop.schedule(at -> startNext(dial, at), NEXT_ADDRESS_AFTER.toNanos());
    }
  }

  private void onEstablished(QuicConnection connection, boolean incoming, Deadline now) {
    if (incoming) {
      ProtocolHandler handler = protocols.get(QuicEndpoint.decodeAlpn(connection));
      Callbacks here = handler instanceof LoopHandler ? onLoop : callbacks;
      QuicConnectionHandle handle = handle(connection, true, here);
      here.run(() -> handler.accept(handle));
      return;
    }
    RunningDial dial = dialling.remove(connection);
    if (dial != null && !dial.dial.isOver()) {
      dial.dial.onEstablished(connection, now);
      end(dial, now);
      dial.succeed(handle(connection, false, dial.callbacks));
    }
  }

  private QuicConnectionHandle handle(
      QuicConnection connection, boolean incoming, Callbacks callbacksOfIt) {
    LoopAccess access = new LoopAccess(loop, core, connection, callbacksOfIt);
    ConnectionDriver driver = new ConnectionDriver(connection, incoming, access, callbacksOfIt);
    connections.put(connection, driver);
    return new QuicConnectionHandle(driver, incoming, access);
  }

  private void giveUp(RunningDial dial, Deadline now) {
    if (waiting.remove(dial)) {
      // It never began: that says nothing about the peer.
      dial.fail(
          new QuicException(
              QuicException.Reason.LOCAL_FAILURE, maxDials + " dials are under way already"));
    } else if (running.contains(dial)) {
      end(dial, now);
      dial.fail(dial.dial.failure());
    }
  }

  /** A dial is decided: its losers are told, and the next one in the queue starts. */
  private void end(RunningDial dial, Deadline now) {
    dial.cancelTimeout.run();
    dial.dial.giveUp(now);
    dialling.values().removeIf(each -> each == dial);
    if (running.remove(dial) && !waiting.isEmpty() && !closed) {
      start(waiting.removeFirst(), now);
    }
  }

  private static QuicException endpointClosed() {
    return new QuicException(QuicException.Reason.CLOSED, "the endpoint is closed");
  }
}
