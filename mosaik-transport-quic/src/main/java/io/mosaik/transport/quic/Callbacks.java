package io.mosaik.transport.quic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes futures and calls listeners where they are expected: those of applications never on an
 * event loop. Thread-safe if its executor is.
 */
final class Callbacks {

  private static final Logger LOGGER = LoggerFactory.getLogger(Callbacks.class);

  private final Executor executor;

  Callbacks(Executor executor) {
    this.executor = executor;
  }

  <T> void complete(CompletableFuture<T> future, T value) {
    run(() -> future.complete(value));
  }

  /** Hands a value over; false if the caller gave up, and the value is still ours. */
  <T> boolean handOver(HandoverFuture<T> future, T value) {
    boolean claimed = future.claim(value);
    if (claimed) {
      run(future::deliver);
    }
    return claimed;
  }

  void fail(CompletableFuture<?> future, QuicException why) {
    run(() -> future.completeExceptionally(why));
  }

  /** Runs on the executor; once that is shut down, on a thread made for it. */
  void run(Runnable action) {
    Runnable guarded = guarded(action);
    try {
      executor.execute(guarded);
    } catch (RejectedExecutionException over) {
      Thread last = new Thread(guarded, "mosaik-callback");
      last.setDaemon(true);
      last.start();
    }
  }

  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException mistake) {
        LOGGER.warn("an application's callback failed", mistake);
      }
    };
  }
}
