package io.mosaik.it.container;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waits on what several containers tell together. Stateless. */
final class Await {

  private static final long LOOK_MILLIS = 50;

  private Await() {}

  /** Waits until something can be told. */
  static <T> T value(Supplier<Optional<T>> look, Duration patience, Supplier<?> saw)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      Optional<T> value = look.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException("not within " + patience.toSeconds() + " s: " + saw.get());
      }
      never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Waits until something is so. */
  static void until(BooleanSupplier condition, Duration patience, Supplier<?> saw)
      throws InterruptedException, TimeoutException {
    value(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty(), patience, saw);
  }
}
