package io.mosaik.cli.command;

import io.mosaik.cli.render.FailureMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Option;

/** How long to wait. */
final class TimeoutOption {

  /** A day. */
  static final int MAX_SECONDS = 86_400;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Give up after this many seconds (default: ${DEFAULT-VALUE}).")
  private int seconds;

  /** Refuses a value that makes no sense, before anything starts. */
  void check() {
    Limits.check("--timeout", seconds, 1, MAX_SECONDS);
  }

  Duration duration() {
    return Duration.ofSeconds(seconds);
  }

  /** Waits for {@code stage}; a failure or a time-out ends the command with a sentence. */
  <T> T await(CompletionStage<T> stage, String operation) throws InterruptedException {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.get(duration().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw CommandFailure.failed(operation + " took longer than " + seconds + " s (--timeout)");
    } catch (ExecutionException e) {
      throw CommandFailure.failed(operation + " failed: " + FailureMessage.of(e.getCause()));
    }
  }
}
