package io.mosaik.api.time;

/**
 * A clock that never steps back and says nothing about the date. Implementations are thread-safe.
 */
@FunctionalInterface
public interface MonotonicClock {

  /**
   * The present.
   *
   * @return the present as a point on this clock's time line; points of different clocks must not
   *     be compared
   */
  Deadline now();

  /**
   * The clock of this JVM, {@link System#nanoTime()}.
   *
   * @return the clock of this JVM
   */
  static MonotonicClock system() {
    long origin = SystemOrigin.NANOS;
    return () -> Deadline.ofNanos(System.nanoTime() - origin);
  }
}
