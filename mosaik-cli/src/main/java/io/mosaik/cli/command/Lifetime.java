package io.mosaik.cli.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * Waits until the user ends the program, and closes what was opened, last first, whichever way it
 * ends: Ctrl+C and a termination signal included.
 *
 * <p>Thread-safe by its monitor.
 */
final class Lifetime implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final Thread hook = new Thread(this::endBySignal, "mosaik-shutdown");

  /**
   * Ends with a signal, or when the output of the program arrives nowhere any more.
   *
   * @param surroundings whose terminal is watched
   */
  Lifetime(Surroundings surroundings) {
    Runtime.getRuntime().addShutdownHook(hook);
    surroundings.terminal().onOutputFailure(over::countDown);
  }

  /** Closes {@code resource} when this ends. */
  synchronized <T extends AutoCloseable> T closeAtEnd(T resource) {
    if (isInterrupted()) {
      closeQuietly(resource);
    } else {
      opened.push(resource);
    }
    return resource;
  }

  /** Blocks until the program is told to end. */
  void await() throws InterruptedException {
    over.await();
  }

  /** Waits for a while; true if the program has been told to end. */
  boolean await(long time, TimeUnit unit) throws InterruptedException {
    return over.await(time, unit);
  }

  /** Whether a signal, not the program itself, ended this. */
  boolean isInterrupted() {
    return interrupted.get();
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook is what closes, or has closed.
      return;
    }
  }

  private void endBySignal() {
    interrupted.set(true);
    over.countDown();
    closeAll();
  }

  private synchronized void closeAll() {
    while (!opened.isEmpty()) {
      closeQuietly(opened.pop());
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LoggerFactory.getLogger(Lifetime.class).warn("closing {} failed", resource, e);
    }
  }
}
