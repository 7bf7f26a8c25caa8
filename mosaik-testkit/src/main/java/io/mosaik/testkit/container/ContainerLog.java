package io.mosaik.testkit.container;

import io.mosaik.api.time.Ambient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;

/**
 * What a container has printed so far, and when it came in here. Give it to {@code
 * withLogConsumer}.
 *
 * <p>Thread-safe by its monitor.
 */
public final class ContainerLog implements Consumer<OutputFrame> {

  /** How often a container that prints nothing is looked at: it may have ended. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Ambient ambient = Ambient.system();
  private final List<Line> lines = new ArrayList<>();

  /** Nothing yet. */
  public ContainerLog() {}

  /**
   * One line.
   *
   * @param at when it came in, on the clock of this machine
   * @param text what it says, without its end
   */
  public record Line(Instant at, String text) {}

  @Override
  public synchronized void accept(OutputFrame frame) {
    String text = frame.getUtf8StringWithoutLineEnding();
    if (!text.isEmpty()) {
      Instant now = ambient.wallClock().instant();
      text.lines().forEach(line -> lines.add(new Line(now, line)));
      notifyAll();
    }
  }

  /**
   * Everything so far.
   *
   * @return a copy, in the order of printing
   */
  public synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /**
   * Waits for the first line that is like this, printed earlier or later.
   *
   * @param wanted tells it
   * @param patience how long to wait
   * @return the line
   * @throws TimeoutException if there is none in time; its message holds what there is instead
   * @throws InterruptedException if this thread is interrupted
   */
  public Line awaitLine(Predicate<String> wanted, Duration patience)
      throws TimeoutException, InterruptedException {
    return awaitThat(
        all -> all.stream().filter(line -> wanted.test(line.text())).findFirst(), patience);
  }

  /**
   * Waits until something can be told from all lines together.
   *
   * @param conclusion is asked again after each line; empty means not yet
   * @param patience how long to wait
   * @param <T> what is told
   * @return what was told
   * @throws TimeoutException if it cannot be told in time; its message holds what was printed
   * @throws InterruptedException if this thread is interrupted
   */
  public synchronized <T> T awaitThat(
      Function<List<Line>, Optional<T>> conclusion, Duration patience)
      throws TimeoutException, InterruptedException {
    var end = ambient.monotonic().now().plus(patience);
    while (true) {
      Optional<T> told = conclusion.apply(List.copyOf(lines));
      if (told.isPresent()) {
        return told.get();
      }
      Duration left = ambient.monotonic().now().until(end);
      if (left.isZero() || left.isNegative()) {
        throw new TimeoutException("not within " + patience + " in:\n" + this);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left.toNanos());
    }
  }

  /**
   * Lets a container count as started when it has printed something, and when that is here, too.
   * Give it to {@code waitingFor}.
   *
   * @param wanted tells the lines
   * @param times how many of them
   * @param limit how long starting may take
   * @return a new strategy
   */
  public WaitStrategy untilPrinted(Predicate<String> wanted, int times, Duration limit) {
    return new AbstractWaitStrategy() {
      @Override
      protected void waitUntilReady() {
        var end = ambient.monotonic().now().plus(limit);
        while (count(wanted) < times) {
          if (!waitStrategyTarget.isRunning() || end.hasPassed(ambient.monotonic().now())) {
            throw new ContainerLaunchException("did not start:\n" + ContainerLog.this);
          }
          pause(LOOK);
        }
      }
    };
  }

  private synchronized long count(Predicate<String> wanted) {
    return lines.stream().map(Line::text).filter(wanted).count();
  }

  /** Until something is printed, or a while has passed. */
  private synchronized void pause(Duration longest) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, longest.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContainerLaunchException("interrupted while it started", e);
    }
  }

  /** All lines. */
  @Override
  public synchronized String toString() {
    return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
  }
}
