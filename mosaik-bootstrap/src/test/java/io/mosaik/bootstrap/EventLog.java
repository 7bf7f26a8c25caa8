package io.mosaik.bootstrap;

import static org.junit.jupiter.api.Assertions.fail;

import io.mosaik.bootstrap.model.BootstrapEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Remembers events and waits for those to come. Thread-safe. */
final class EventLog implements Consumer<BootstrapEvent> {

  private static final long LIMIT_SECONDS = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final List<BootstrapEvent> events = new ArrayList<>();

  @Override
  public void accept(BootstrapEvent event) {
    lock.lock();
    try {
      events.add(event);
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  <T extends BootstrapEvent> T await(Class<T> type) throws InterruptedException {
    return await(type, any -> true);
  }

  /** The first such event, past or to come. */
  <T extends BootstrapEvent> T await(Class<T> type, Predicate<T> which)
      throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    lock.lock();
    try {
      while (true) {
        for (BootstrapEvent event : events) {
          if (type.isInstance(event) && which.test(type.cast(event))) {
            return type.cast(event);
          }
        }
        if (left <= 0) {
          return fail("no such " + type.getSimpleName() + " among " + events);
        }
        left = more.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  <T extends BootstrapEvent> List<T> all(Class<T> type) {
    lock.lock();
    try {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    } finally {
      lock.unlock();
    }
  }
}
