package io.mosaik.bootstrap.guest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives each guest a thread of its own, on which its methods are called one after the other.
 *
 * <p>Thread-safe by its monitor.
 */
public final class GuestThreads {

  /** How many calls wait for one guest; more are refused. */
  public static final int CAPACITY = 1024;

  private final List<GuestThread> threads = new ArrayList<>();

  /** Starts without threads. */
  public GuestThreads() {}

  /**
   * Makes a thread, which starts with the first call.
   *
   * @param name what to call it, after the prefix {@code mosaik-}
   * @return an executor that throws {@link java.util.concurrent.RejectedExecutionException} when
   *     {@link #CAPACITY} calls are waiting, and {@link java.util.concurrent.CancellationException}
   *     after {@link #end}
   */
  public synchronized Executor create(String name) {
    GuestThread thread = new GuestThread("mosaik-" + name, CAPACITY);
    threads.add(thread);
    return thread;
  }

  /**
   * Accepts no more calls and waits for those accepted; then, or when time is up, interrupts what
   * is still running. Blocks the caller.
   *
   * @param limit how long to wait for all threads together
   * @return whether all threads have ended
   */
  public boolean end(Duration limit) {
    List<GuestThread> all = snapshot();
    all.forEach(GuestThread::shutdown);
    boolean ended = false;
    try {
      CompletableFuture.allOf(
              all.stream().map(GuestThread::ended).toArray(CompletableFuture<?>[]::new))
          .get(limit.toNanos(), TimeUnit.NANOSECONDS);
      ended = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      ended = false;
    } catch (ExecutionException e) {
      throw new AssertionError("the end of a thread is no failure", e);
    }
    all.forEach(GuestThread::shutdownNow);
    return ended;
  }

  private synchronized List<GuestThread> snapshot() {
    return List.copyOf(threads);
  }
}
