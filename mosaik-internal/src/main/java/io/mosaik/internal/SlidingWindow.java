package io.mosaik.internal;

import java.util.ArrayDeque;

/**
 * Sliding-window limiter: at most a number of events within any span of a given length.
 *
 * <p>Not thread-safe. Memory is bounded by that number. Times are nanoseconds of one monotonic
 * clock.
 */
public final class SlidingWindow {

  private final int maxEvents;
  private final long windowNanos;
  private final ArrayDeque<Long> events = new ArrayDeque<>();

  /**
   * Creates a limiter that has seen no event.
   *
   * @param maxEvents the most events within a window, at least 1
   * @param windowNanos the length of the window, in nanoseconds, at least 1
   * @throws IllegalArgumentException if a number is not positive
   */
  public SlidingWindow(int maxEvents, long windowNanos) {
    if (maxEvents < 1 || windowNanos < 1) {
      throw new IllegalArgumentException(
          "events and window must be positive, not " + maxEvents + " and " + windowNanos);
    }
    this.maxEvents = maxEvents;
    this.windowNanos = windowNanos;
  }

  /**
   * Records an event if there is room.
   *
   * @param now the present, in nanoseconds
   * @return whether it was recorded
   */
  public boolean tryAcquire(long now) {
    boolean room = hasRoom(now);
    if (room) {
      events.addLast(now);
    }
    return room;
  }

  /**
   * Returns whether there is room for an event, without recording it.
   *
   * @param now the present, in nanoseconds
   * @return whether {@link #tryAcquire} would record one
   */
  public boolean hasRoom(long now) {
    return eventsInWindow(now) < maxEvents;
  }

  /**
   * Returns the number of events within the window that ends now.
   *
   * @param now the present, in nanoseconds
   * @return the number, at most the bound
   */
  public int eventsInWindow(long now) {
    while (!events.isEmpty() && now - events.peekFirst() >= windowNanos) {
      events.removeFirst();
    }
    return events.size();
  }

  /**
   * Returns the time until there is room for an event.
   *
   * @param now the present, in nanoseconds
   * @return nanoseconds, 0 if there is room now
   */
  public long nanosUntilRoom(long now) {
    return hasRoom(now) ? 0 : events.peekFirst() + windowNanos - now;
  }
}
