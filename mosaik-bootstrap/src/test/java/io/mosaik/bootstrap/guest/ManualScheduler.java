package io.mosaik.bootstrap.guest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs tasks when a test lets time pass. Thread-safe by its monitor. */
public final class ManualScheduler implements Scheduler {

  private static final class Entry {
    final long at;
    final Runnable task;

    Entry(long at, Runnable task) {
      this.at = at;
      this.task = task;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private long now;

  @Override
  public synchronized Runnable schedule(Duration delay, Runnable task) {
    Entry entry = new Entry(now + delay.toNanos(), task);
    entries.add(entry);
    return () -> cancel(entry);
  }

  public void advance(Duration duration) {
    long until = elapse(duration);
    Optional<Entry> next = pollDue(until);
    while (next.isPresent()) {
      next.get().task.run();
      next = pollDue(until);
    }
  }

  public synchronized int pending() {
    return entries.size();
  }

  private synchronized long elapse(Duration duration) {
    now += duration.toNanos();
    return now;
  }

  private synchronized Optional<Entry> pollDue(long until) {
    Optional<Entry> first =
        entries.stream()
            .filter(entry -> entry.at <= until)
            .min(Comparator.comparingLong(entry -> entry.at));
    first.ifPresent(entries::remove);
    return first;
  }

  private synchronized void cancel(Entry entry) {
    entries.remove(entry);
  }
}
