package io.mosaik.transport.quic.net;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Runs actions on the event loop of an endpoint, and then all that follows from them. Thread-safe;
 * whoever simulates one may confine it to a thread.
 */
public interface LoopExecutor {

  /** The longest delay; longer ones are cut to it. */
  Duration MAX_DELAY = Duration.ofDays(365);

  /** Returns a delay in nanoseconds: 0 if it is negative, {@link #MAX_DELAY} if it is longer. */
  static long nanosOf(Duration delay) {
    if (delay.isNegative()) {
      return 0;
    }
    return (delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay).toNanos();
  }

  /**
   * Does something with the core, and then all that follows from it; at once on the event loop.
   *
   * @return false if the endpoint has stopped, and nothing will be done
   */
  boolean execute(Consumer<Deadline> action);

  /**
   * Runs an action when what is being done now is done and before the datagrams that follow from it
   * are made: one of them may hold what the action wants to send.
   */
  void soon(Runnable action);

  /**
   * Does something later, unless the endpoint has stopped by then.
   *
   * @return takes that back; harmless if it is done
   */
  Runnable schedule(Consumer<Deadline> action, long delayNanos);

  /**
   * Calls back after a while, unless the endpoint has stopped by then.
   *
   * @return cancels the call; harmless if it is over
   */
  Runnable after(Duration delay, Runnable action);
}
