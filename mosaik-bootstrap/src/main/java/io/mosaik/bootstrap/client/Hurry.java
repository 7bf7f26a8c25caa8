package io.mosaik.bootstrap.client;

import io.mosaik.bootstrap.guest.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Ends the waiting for clients that are not reachable, some time after all the others are done and
 * one of them has an answer that will do.
 *
 * <p>Thread-safe by its monitor; calls into futures are made outside of it.
 *
 * @param <T> what the clients answer
 */
final class Hurry<T> {

  /** How long a client that is not reachable is waited for nevertheless; ours. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** What those are given up with who were not waited for. */
  static final class NotWaitedFor extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotWaitedFor() {
      super("not waited for, having been silent for long", null, false, false);
    }
  }

  private final Scheduler scheduler;
  private final Predicate<T> willDo;
  private final List<CompletableFuture<T>> awaited = new ArrayList<>();
  private final List<CompletableFuture<T>> doubtful = new ArrayList<>();
  private boolean enough;
  private boolean scheduled;

  Hurry(Scheduler scheduler, Predicate<T> willDo) {
    this.scheduler = scheduler;
    this.willDo = willDo;
  }

  /** Watches the answer of one client; to be called for all of them before {@link #begin}. */
  synchronized void watch(CompletableFuture<T> answer, boolean waitedFor) {
    (waitedFor ? awaited : doubtful).add(answer);
  }

  /** All clients have been asked. */
  void begin() {
    List<CompletableFuture<T>> all = new ArrayList<>(awaited);
    all.addAll(doubtful);
    all.forEach(answer -> answer.whenComplete((value, failure) -> ended(value)));
  }

  private void ended(T value) {
    synchronized (this) {
      enough |= value != null && willDo.test(value);
      boolean nobodyElse = awaited.stream().allMatch(CompletableFuture::isDone);
      boolean somebodyLeft = doubtful.stream().anyMatch(answer -> !answer.isDone());
      if (scheduled || !enough || !nobodyElse || !somebodyLeft) {
        return;
      }
      scheduled = true;
    }
    Runnable takeBack =
        scheduler.schedule(
            GRACE,
            () -> doubtful.forEach(answer -> answer.completeExceptionally(new NotWaitedFor())));
    CompletableFuture.allOf(doubtful.toArray(CompletableFuture<?>[]::new))
        .whenComplete((all, failure) -> takeBack.run());
  }
}
