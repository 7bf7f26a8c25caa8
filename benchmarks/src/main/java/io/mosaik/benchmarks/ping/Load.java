package io.mosaik.benchmarks.ping;

import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Has a contestant do something again and again, so much at once. Thread-safe by atomics. */
final class Load {

  private static final long PATIENCE_SECONDS = 300;

  private final MonotonicClock clock;
  private final Supplier<CompletionStage<?>> action;
  private final long[] durations;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private Load(MonotonicClock clock, Supplier<CompletionStage<?>> action, int count) {
    this.clock = clock;
    this.action = action;
    this.durations = new long[count];
  }

  /** Runs all of it, and measures; the handshakes are measured afterwards, one at a time. */
  static Figures measure(MonotonicClock clock, Contestant contestant, int pings, int concurrency)
      throws Exception {
    Duration processorBefore = processorTime();
    Deadline start = clock.now();
    Duration ping = run(clock, contestant::ping, pings, concurrency);
    Duration wall = start.until(clock.now());
    Duration processor = processorTime().minus(processorBefore);
    Duration handshake = run(clock, contestant::handshake, Math.max(1, pings / 10), 1);
    return new Figures(concurrency, pings, wall, processor, ping, handshake);
  }

  /** Runs all of it and gives the median duration. */
  static Duration run(
      MonotonicClock clock, Supplier<CompletionStage<?>> action, int count, int concurrency)
      throws Exception {
    Load load = new Load(clock, action, count);
    for (int i = 0; i < concurrency; i++) {
      load.next();
    }
    load.over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Arrays.sort(load.durations);
    return Duration.ofNanos(load.durations[count / 2]);
  }

  private void next() {
    int index = begun.getAndIncrement();
    if (index >= durations.length) {
      return;
    }
    Deadline start = clock.now();
    action
        .get()
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                over.completeExceptionally(failure);
                return;
              }
              durations[index] = start.until(clock.now()).toNanos();
              if (ended.incrementAndGet() == durations.length) {
                over.complete(null);
              } else {
                next();
              }
            });
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }
}
