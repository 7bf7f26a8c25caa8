package io.mosaik.api.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where an implementation completes its futures and calls its listeners: the executor that the
 * application gave or, without one, a few daemon threads of its own, named {@code
 * mosaik-callback-…}, that start when needed and end when idle.
 *
 * <p>Nothing handed over is lost: what the executor refuses, and what still waits when this is
 * closed, runs on the common pool. Thread-safe.
 */
public final class CallbackPool implements Executor, AutoCloseable {

  private static final int LEAST_THREADS = 4;
  private static final int IDLE_SECONDS = 5;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Executor executor;
  private final Optional<ThreadPoolExecutor> own;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  /**
   * Starts without a thread.
   *
   * @param given used instead of threads of our own; never closed by us
   */
  public CallbackPool(Optional<Executor> given) {
    own = given.isPresent() ? Optional.empty() : Optional.of(newPool());
    executor = given.or(() -> own).orElseThrow();
  }

  @Override
  public void execute(Runnable task) {
    Runnable marked = own.isPresent() ? () -> runInside(task) : task;
    try {
      executor.execute(marked);
    } catch (RejectedExecutionException over) {
      ForkJoinPool.commonPool().execute(task);
    }
  }

  /** Like {@link #close(Duration)} with one second. */
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }

  /**
   * Lets what waits run on our own threads and then ends them; leaves a given executor alone.
   * Idempotent.
   *
   * @param limit how long to wait for that; called from a callback, it does not wait
   */
  public void close(Duration limit) {
    own.ifPresent(pool -> end(pool, limit));
  }

  private void end(ThreadPoolExecutor pool, Duration limit) {
    pool.shutdown();
    if (inside.get()) {
      return;
    }
    try {
      if (!pool.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        giveUp(pool);
      }
    } catch (InterruptedException interrupted) {
      giveUp(pool);
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever waits for a future must not wait for ever because others block our threads. */
  private static void giveUp(ThreadPoolExecutor pool) {
    pool.shutdownNow().forEach(ForkJoinPool.commonPool()::execute);
  }

  private void runInside(Runnable task) {
    inside.set(true);
    try {
      task.run();
    } finally {
      inside.remove();
    }
  }

  private static ThreadPoolExecutor newPool() {
    int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            CallbackPool::newThread);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "mosaik-callback-" + NUMBER.getAndIncrement());
    thread.setDaemon(true);
    return thread;
  }
}
