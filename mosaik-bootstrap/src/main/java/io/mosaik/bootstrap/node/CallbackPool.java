package io.mosaik.bootstrap.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where futures complete and listeners are called: an executor that the user gave, or a few daemon
 * threads {@code mosaik-callback} that start when they are needed.
 *
 * <p>Thread-safe, as every executor.
 */
final class CallbackPool implements Executor {

  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 10;

  private final Executor executor;
  private final Optional<ThreadPoolExecutor> own;

  CallbackPool(Optional<Executor> given) {
    this.own = given.isPresent() ? Optional.empty() : Optional.of(pool());
    this.executor = given.or(() -> own).orElseThrow();
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  /** Ends our own threads, after what they have to do; leaves a user's executor alone. */
  void end(Duration limit) {
    own.ifPresent(
        pool -> {
          pool.shutdown();
          try {
            if (!pool.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
              giveUp(pool);
            }
          } catch (InterruptedException e) {
            giveUp(pool);
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Whoever waits for a future must not wait for ever because others block our threads. */
  private static void giveUp(ThreadPoolExecutor pool) {
    pool.shutdownNow().forEach(ForkJoinPool.commonPool()::execute);
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "mosaik-callback");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
