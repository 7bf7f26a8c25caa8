package io.mosaik.it.dht;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for what other programs do in their own time. */
final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 100;

  private Eventually() {}

  /**
   * Looks again and again until what is seen is as wanted.
   *
   * @throws AssertionError with what was seen last, if that does not happen in half a minute
   */
  static <T> T see(String what, Callable<T> look, Predicate<? super T> wanted) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      T seen = look.call();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not in " + PATIENCE + ": " + what + "; seen last: " + seen);
      }
      pause();
    }
  }

  /** Nothing tells us when another program changes, so all that is left is to look less often. */
  private static void pause() throws InterruptedException {
    new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
