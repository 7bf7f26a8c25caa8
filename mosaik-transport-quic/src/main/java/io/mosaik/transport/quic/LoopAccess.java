package io.mosaik.transport.quic;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.net.LoopExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** How the handles of one connection reach its event loop. Thread-safe by that event loop. */
final class LoopAccess {

  private final LoopExecutor loop;
  private final EndpointCore core;
  private final QuicConnection connection;
  private final Callbacks callbacks;

  LoopAccess(LoopExecutor loop, EndpointCore core, QuicConnection connection, Callbacks callbacks) {
    this.loop = loop;
    this.core = core;
    this.connection = connection;
    this.callbacks = callbacks;
  }

  /** Does something with the connection on its event loop; nothing once that has stopped. */
  boolean run(Consumer<Deadline> action) {
    return loop.execute(
        now -> {
          action.accept(now);
          core.touch(connection);
        });
  }

  /** The same, with a result, which fails once the event loop has stopped. */
  <T> CompletableFuture<T> call(Consumer<CompletableFuture<T>> action) {
    return call(new CompletableFuture<>(), action);
  }

  /** The same, for a result that must not get lost if the caller gives up. */
  <T> CompletableFuture<T> handOver(Consumer<HandoverFuture<T>> action) {
    return call(new HandoverFuture<>(), action);
  }

  private <T, F extends CompletableFuture<T>> F call(F future, Consumer<F> action) {
    if (!run(now -> action.accept(future))) {
      callbacks.fail(
          future, new QuicException(QuicException.Reason.CLOSED, "the endpoint is closed"));
    }
    return future;
  }

  /** Completes a future where applications expect it. */
  <T> void complete(CompletableFuture<T> future, T value) {
    callbacks.complete(future, value);
  }

  /** Does something with the connection later, on its event loop. Returns what cancels that. */
  Runnable schedule(Duration delay, Consumer<Deadline> action) {
    return loop.after(delay, () -> run(action));
  }

  /** Calls back after a while, where futures complete. Returns what cancels the call. */
  Runnable after(Duration delay, Runnable action) {
    return loop.after(delay, () -> callbacks.run(action));
  }
}
