package io.mosaik.cli.command;

import io.mosaik.api.spi.DhtException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Option;

/** How long to wait. */
final class TimeoutOption {

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Give up after so many seconds (default: ${DEFAULT-VALUE}).")
  private int seconds;

  Duration duration() {
    if (seconds < 1) {
      throw CommandFailure.usage("--timeout takes at least 1 second, not " + seconds);
    }
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
      if (e.getCause() instanceof DhtException failure) {
        throw CommandFailure.failed(operation + " failed: " + failure.getMessage());
      }
      throw new IllegalStateException(operation + " failed", e.getCause());
    }
  }
}
