package io.mosaik.bootstrap.node;

import io.mosaik.bootstrap.guest.Scheduler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one scheduler thread of a node, a daemon. Nothing that it is given may block.
 *
 * <p>Thread-safe, as every executor.
 */
final class NodeThread implements Scheduler {

  private static final Logger LOG = LoggerFactory.getLogger(NodeThread.class);

  private final ScheduledThreadPoolExecutor executor;

  NodeThread(String name) {
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task soon; without effect once the thread was told to end. */
  void execute(Runnable task) {
    schedule(Duration.ZERO, task);
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    try {
      Future<?> future =
          executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException ended) {
      LOG.debug("too late for {}", task);
      return () -> {};
    }
  }

  /** Ends the thread; waits for the task that is running. */
  void end(Duration limit) {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("the scheduler thread did not end within {}", limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (VirtualMachineError fatal) {
      LOG.error("the virtual machine failed in a task of the scheduler", fatal);
      throw fatal;
    } catch (Throwable defect) {
      LOG.error("a defect of mosaik: a task of the scheduler failed", defect);
    }
  }
}
