package io.mosaik.bootstrap.guest;

import java.time.Duration;

/** Runs something later. Implementations are thread-safe; in tests time passes when told to. */
@FunctionalInterface
public interface Scheduler {

  /**
   * Runs a task after some time.
   *
   * @param delay how much later
   * @param task what to run; short, and never fails
   * @return takes the task back if it has not run yet; may be called at any time, also twice
   */
  Runnable schedule(Duration delay, Runnable task);
}
