package io.mosaik.bootstrap.guest;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which a guest is called, with a bounded queue before it: a guest that blocks
 * holds up nobody but itself. A daemon that ends after some idle seconds and begins again when it
 * is needed.
 *
 * <p>Thread-safe, as every executor.
 */
final class GuestThread extends ThreadPoolExecutor {

  private static final long IDLE_SECONDS = 10;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  GuestThread(String name, int capacity) {
    super(
        1,
        1,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(capacity),
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        },
        GuestThread::reject);
    allowCoreThreadTimeOut(true);
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  private static void reject(Runnable task, ThreadPoolExecutor thread) {
    if (thread.isShutdown()) {
      throw new CancellationException("the thread was told to end");
    }
    throw new RejectedExecutionException("too many calls are waiting");
  }

  @Override
  protected void terminated() {
    ended.complete(null);
  }
}
