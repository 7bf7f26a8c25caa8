package io.mosaik.testkit;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Keeps what it is given until somebody runs it: shows whether a stage completes elsewhere than on
 * the executor that it should complete on. Thread-safe by its queue.
 */
final class HeldExecutor implements Executor {

  private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable task) {
    held.add(task);
  }

  /** Waits until something is held; runs nothing. */
  void awaitTask(Duration patience) throws InterruptedException {
    held.add(poll(patience));
  }

  /**
   * Runs what is held, and what comes after it, on the calling thread until the condition holds.
   */
  void runUntil(BooleanSupplier condition, Duration patience) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      poll(patience).run();
    }
  }

  private Runnable poll(Duration patience) throws InterruptedException {
    Runnable task = held.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(task, () -> "nothing came to the callback executor within " + patience);
    return task;
  }
}
