package io.mosaik.dht;

import com.google.common.util.concurrent.MoreExecutors;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that a node stores again and again, so that the DHT does not forget it. The first time
 * is at once, every other one a random part of up to a quarter before the interval is over, so that
 * what was started together does not stay together. What fails is tried again soon, and less and
 * less so.
 *
 * <p>A mutable item is never written over a newer one of its key and salt: whoever finds that stops
 * and says so. To keep the newer one, ask for that.
 *
 * <p>Thread-safe: everything happens on the callback executor of the node, one after the other.
 */
public final class Keep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Keep.class);

  /** How soon the first failure is made good; twice as long after each other one. Our choice. */
  static final Duration LEAST_RETRY = Duration.ofSeconds(10);

  /** Wakes us. */
  interface Alarm {
    /**
     * Runs a task later, on any thread, unless that is cancelled.
     *
     * @throws RejectedExecutionException if there is no later: the node is gone
     */
    Future<?> after(Duration delay, Runnable task);
  }

  private final Publication what;
  private final Duration interval;
  private final KeepRound round;
  private final MonotonicClock clock;
  private final RandomGenerator random;
  private final Alarm alarm;
  private final Executor executor;
  private final CompletableFuture<KeepStatus> stored = new CompletableFuture<>();
  private final CompletableFuture<KeepStatus.End> ended = new CompletableFuture<>();
  private Duration retry = LEAST_RETRY;
  private Optional<Future<?>> nextAlarm = Optional.empty();
  private volatile KeepStatus status = KeepStatus.NEW;

  Keep(
      Publication what,
      Duration interval,
      KeepRound.Store store,
      MonotonicClock clock,
      RandomGenerator random,
      Alarm alarm,
      Executor callbacks) {
    this.what = what;
    this.interval = interval;
    this.round = new KeepRound(store, what);
    this.clock = clock;
    this.random = random;
    this.alarm = alarm;
    this.executor = MoreExecutors.newSequentialExecutor(callbacks);
  }

  void start() {
    executor.execute(this::run);
  }

  /**
   * What is kept.
   *
   * @return what was asked for
   */
  public Publication publication() {
    return what;
  }

  /**
   * How it goes.
   *
   * @return a snapshot
   */
  public KeepStatus status() {
    return status;
  }

  /**
   * The moment at which it is in the DHT.
   *
   * @return completes when it was stored for the first time; fails with {@link DhtException}, as
   *     not the most recent or as closed, if it never was
   */
  public CompletableFuture<KeepStatus> stored() {
    return stored.copy();
  }

  /**
   * The moment at which it is not kept any more.
   *
   * @return completes when it was closed, when the node is, or when a newer item has taken its
   *     place
   */
  public CompletableFuture<KeepStatus.End> ended() {
    return ended.copy();
  }

  /** Stops. What is stored stays until the nodes forget it. Idempotent. */
  @Override
  public void close() {
    executor.execute(() -> end(Optional.empty()));
  }

  private void run() {
    if (isOver()) {
      return;
    }
    round
        .run()
        .whenCompleteAsync(
            (result, failure) -> {
              if (isOver()) {
                return;
              }
              if (failure == null) {
                succeeded(result);
              } else {
                failed(failure);
              }
            },
            executor);
  }

  private void succeeded(KeepRound.Result result) {
    if (result.newer().isPresent()) {
      end(result.newer());
      return;
    }
    status = status.stored(result.stored());
    stored.complete(status);
    retry = LEAST_RETRY;
    round.succeeded();
    sleep(jittered(interval));
  }

  private void failed(Throwable failure) {
    Reason reason = reasonOf(failure);
    if (reason == Reason.CLOSED) {
      end(Optional.empty());
      return;
    }
    LOG.debug("{} could not be stored again", what, failure);
    status = status.failed(reason);
    round.failed(reason);
    sleep(jittered(retry.compareTo(interval) < 0 ? retry : interval));
    retry = retry.compareTo(interval) < 0 ? retry.multipliedBy(2) : retry;
  }

  private void sleep(Duration duration) {
    sleepUntil(clock.now().plus(duration));
  }

  /** An alarm may ring early, by another clock than ours. */
  private void sleepUntil(Deadline due) {
    Deadline now = clock.now();
    if (due.hasPassed(now)) {
      run();
      return;
    }
    try {
      nextAlarm = Optional.of(alarm.after(now.until(due), () -> executor.execute(() -> wake(due))));
    } catch (RejectedExecutionException gone) {
      end(Optional.empty());
    }
  }

  private void wake(Deadline due) {
    if (!isOver()) {
      sleepUntil(due);
    }
  }

  private void end(Optional<SignedItem> newer) {
    if (isOver()) {
      return;
    }
    status = status.ended(newer);
    round.cancel();
    nextAlarm.ifPresent(set -> set.cancel(false)); // or the loop would hold us until it rings
    Reason reason = newer.isPresent() ? Reason.NOT_MOST_RECENT : Reason.CLOSED;
    stored.completeExceptionally(new DhtException(reason, "not kept any more: " + what));
    status.end().ifPresent(ended::complete);
  }

  private boolean isOver() {
    return status.end().isPresent();
  }

  private Duration jittered(Duration duration) {
    return duration.minusNanos(random.nextLong(duration.toNanos() / 4 + 1));
  }

  static Reason reasonOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof DhtException known ? known.reason() : Reason.REFUSED;
  }
}
