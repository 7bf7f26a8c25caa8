package io.mosaik.bootstrap.node;

import io.mosaik.bootstrap.model.BootstrapEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener with a bounded queue before it: hears of events one at a time and in order, wherever
 * the executor calls it; one that is too slow loses the youngest.
 *
 * <p>Thread-safe by its monitor.
 */
final class Listener {

  /** How many events wait for a listener. */
  static final int CAPACITY = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private final Consumer<BootstrapEvent> listener;
  private final Executor executor;
  private final Queue<BootstrapEvent> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean overflowed;
  private boolean failed;

  Listener(Consumer<BootstrapEvent> listener, Executor executor) {
    this.listener = listener;
    this.executor = executor;
  }

  void tell(BootstrapEvent event) {
    if (!enqueue(event)) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException refused) {
      LOG.debug("nobody can tell a listener of {} now", event);
      nobodyWasSent();
    }
  }

  /** The next event tries again, and takes along those that wait. */
  private synchronized void nobodyWasSent() {
    busy = false;
  }

  /** Whether somebody has to be sent to call the listener. */
  private synchronized boolean enqueue(BootstrapEvent event) {
    if (waiting.size() >= CAPACITY) {
      if (!overflowed) {
        LOG.warn("listener {} is too slow and loses events", listener.getClass().getName());
      }
      overflowed = true;
      return false;
    }
    waiting.add(event);
    boolean idle = !busy;
    busy = true;
    return idle;
  }

  private void run() {
    for (BootstrapEvent event = next(); event != null; event = next()) {
      try {
        listener.accept(event);
      } catch (Throwable fault) {
        complain(fault);
      }
    }
  }

  private synchronized void complain(Throwable fault) {
    if (failed) {
      LOG.debug("listener {} failed again", listener.getClass().getName(), fault);
    } else {
      LOG.warn("listener {} failed", listener.getClass().getName(), fault);
    }
    failed = true;
  }

  private synchronized BootstrapEvent next() {
    BootstrapEvent event = waiting.poll();
    busy = event != null;
    return event;
  }
}
