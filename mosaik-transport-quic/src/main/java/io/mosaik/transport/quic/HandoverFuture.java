package io.mosaik.transport.quic;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A future for something that must not get lost, such as a stream or bytes that were read: either
 * its value is handed over, or the caller gave up (by cancelling it, or by a timeout) and the event
 * loop keeps the value for the next caller. Thread-safe by one atomic state.
 *
 * <p>The event loop decides by {@link #claim}; the value becomes visible on another thread by
 * {@link #deliver}. Who gives up in between gets the value.
 */
final class HandoverFuture<T> extends CompletableFuture<T> {

  private enum State {
    OPEN,
    CLAIMED,
    OVER
  }

  private record Decision<T>(State state, Optional<T> value) {}

  private final AtomicReference<Decision<T>> decision =
      new AtomicReference<>(new Decision<>(State.OPEN, Optional.empty()));

  /**
   * Decides the future in favour of a value; {@link #deliver} completes it.
   *
   * @return false if the caller has given up: the value is still to be had by somebody else
   */
  boolean claim(T value) {
    Decision<T> now = decision.get();
    return now.state() == State.OPEN
        && decision.compareAndSet(now, new Decision<>(State.CLAIMED, Optional.of(value)));
  }

  /** Completes the future with the claimed value; harmless if that has happened. */
  void deliver() {
    decision.get().value().ifPresent(super::complete);
  }

  @Override
  public boolean complete(T value) {
    return decideOtherwise() && super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return decideOtherwise() && super.completeExceptionally(failure);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return decideOtherwise() && super.cancel(mayInterruptIfRunning);
  }

  private boolean decideOtherwise() {
    Decision<T> now = decision.get();
    boolean decided =
        now.state() == State.OPEN
            && decision.compareAndSet(now, new Decision<>(State.OVER, Optional.empty()));
    if (!decided) {
      deliver(); // it was claimed meanwhile: the caller shall have it, not nobody
    }
    return decided;
  }
}
