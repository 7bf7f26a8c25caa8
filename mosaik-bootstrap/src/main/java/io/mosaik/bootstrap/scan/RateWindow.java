package io.mosaik.bootstrap.scan;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;

/** So many within a sliding span of time. Confined to the core's thread. */
final class RateWindow {

  private final int most;
  private final Duration window;
  private final ArrayDeque<Deadline> spent = new ArrayDeque<>();

  RateWindow(int most, Duration window) {
    this.most = most;
    this.window = window;
  }

  boolean hasRoom(Deadline now) {
    while (!spent.isEmpty() && spent.peekFirst().plus(window).hasPassed(now)) {
      spent.removeFirst();
    }
    return spent.size() < most;
  }

  /** Takes one if there is room. */
  boolean spend(Deadline now) {
    boolean room = hasRoom(now);
    if (room) {
      spent.addLast(now);
    }
    return room;
  }
}
