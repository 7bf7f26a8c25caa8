package io.mosaik.dht.node.net;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where futures complete when the application names no executor of its own: a few daemon threads,
 * named {@code mosaik-callback-…}, that end when idle.
 *
 * <p>Thread-safe.
 */
public final class CallbackPool implements Executor, AutoCloseable {

  private static final int LEAST_THREADS = 4;
  private static final int IDLE_SECONDS = 5;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final ThreadPoolExecutor pool;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  /** Starts without a thread. */
  public CallbackPool() {
    int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder().setNameFormat("mosaik-callback-%d").setDaemon(true).build());
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(
        () -> {
          inside.set(true);
          try {
            task.run();
          } finally {
            inside.remove();
          }
        });
  }

  /** Lets what is queued run, and waits for that unless called from in here. Idempotent. */
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }

  /** The same, waiting no longer than this. */
  void close(Duration limit) {
    pool.shutdown();
    if (inside.get()) {
      return;
    }
    try {
      if (!pool.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        giveUp();
      }
    } catch (InterruptedException interrupted) {
      giveUp();
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever waits for a future must not wait for ever because others block our threads. */
  private void giveUp() {
    pool.shutdownNow().forEach(ForkJoinPool.commonPool()::execute);
  }
}
