package io.mosaik.bootstrap.guest;

import io.mosaik.internal.DurationText;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Closes guests that we made, each on a daemon thread of its own, and waits for them only so long.
 * Stateless.
 */
public final class Closing {

  private static final String OPERATION = "close";

  private Closing() {}

  /**
   * Closes those of some guests that are ours to close. Blocks the caller.
   *
   * @param guests some guests
   * @param limit how long to wait for all of them together
   * @param calls reports those that fail or take longer
   */
  public static void close(
      Collection<? extends Guest<? extends AutoCloseable>> guests,
      Duration limit,
      GuestCalls calls) {
    Map<Guest<?>, CompletableFuture<Void>> closing = new LinkedHashMap<>();
    for (Guest<? extends AutoCloseable> guest : guests) {
      if (guest.owned()) {
        closing.put(guest, start(guest, calls));
      }
    }
    try {
      CompletableFuture.allOf(closing.values().toArray(CompletableFuture<?>[]::new))
          .get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      closing.forEach(
          (guest, done) -> {
            if (!done.isDone()) {
              calls.report(
                  guest.name(), OPERATION, Fault.Kind.HUNG, "within " + DurationText.of(limit));
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError("what is thrown while closing is reported, not passed on", e);
    }
  }

  private static CompletableFuture<Void> start(
      Guest<? extends AutoCloseable> guest, GuestCalls calls) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable close =
        () -> {
          try {
            calls.tell(guest.name(), OPERATION, () -> closeUnchecked(guest.instance()));
          } finally {
            done.complete(null);
          }
        };
    Thread thread = new Thread(close, "mosaik-close-" + guest.name());
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static void closeUnchecked(AutoCloseable instance) {
    try {
      instance.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
