package io.mosaik.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.NetworkId;
import io.mosaik.api.spi.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What the contracts have in common: a network of their own, one thread for callbacks, and
 * instances that are closed after each test. A callback that waits for another one on that thread
 * waits for ever, which is a fault that these tests are meant to find; a call that blocks for ever
 * is given up after two minutes.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class Contract {

  private final ExecutorService callbacks =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "mosaik-contract-callback");
            thread.setDaemon(true);
            return thread;
          });

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  Contract() {}

  /**
   * How long to wait for something that should happen. Nothing is measured: a longer patience only
   * makes a failing test slower.
   *
   * @return 20 seconds unless overridden
   */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  /**
   * The network that the nodes of these tests belong to.
   *
   * @return the network {@code mosaik-contract} unless overridden
   */
  protected NetworkId network() {
    return NetworkId.of("mosaik-contract");
  }

  /** Closes what the test opened, the latest first. */
  @AfterEach
  public void closeAll() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    callbacks.shutdown();
    assertTrue(callbacks.awaitTermination(patience().toMillis(), TimeUnit.MILLISECONDS));
  }

  final NodeContext context() {
    return new TestNodeContext(network(), callbacks);
  }

  final NodeContext context(HeldExecutor held) {
    return new TestNodeContext(network(), held);
  }

  /** Has a resource closed after the test. */
  final <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  final <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  final Throwable failureOf(CompletionStage<?> stage) {
    ExecutionException failed = assertThrows(ExecutionException.class, () -> await(stage));
    return failed.getCause();
  }

  static boolean isDone(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isDone();
  }
}
