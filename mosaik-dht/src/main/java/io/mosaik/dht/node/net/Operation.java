package io.mosaik.dht.node.net;

import com.google.common.util.concurrent.MoreExecutors;
import io.mosaik.api.SignedPacket;
import io.mosaik.dht.node.Command;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of the application, its future, and who hears of early results. Everything it tells is
 * told on the callback executor, one after the other.
 *
 * <p>Thread-safe by its sequential executor.
 *
 * @param <R> what the core makes of it
 * @param <T> what the application gets
 */
final class Operation<R, T> {

  private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

  private final Command.Request<R> request;
  private final Consumer<SignedPacket> early;
  private final Executor callbacks;
  private final Function<R, T> view;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  Operation(
      Command.Request<R> request,
      Consumer<SignedPacket> early,
      Function<R, T> view,
      Executor callbacks) {
    this.request = request;
    this.early = early;
    this.view = view;
    this.callbacks = MoreExecutors.newSequentialExecutor(callbacks);
  }

  Command.Request<R> request() {
    return request;
  }

  CompletableFuture<T> future() {
    return future;
  }

  void improved(SignedPacket packet) {
    callbacks.execute(
        () -> {
          if (future.isDone()) {
            return;
          }
          try {
            early.accept(packet);
          } catch (RuntimeException theirs) {
            LOG.warn("the listener for early results of {} threw", request, theirs);
          }
        });
  }

  void completed(R result) {
    callbacks.execute(
        () -> {
          try {
            future.complete(view.apply(result));
          } catch (RuntimeException ours) {
            future.completeExceptionally(ours);
          }
        });
  }

  void failed(Throwable failure) {
    callbacks.execute(() -> future.completeExceptionally(failure));
  }
}
