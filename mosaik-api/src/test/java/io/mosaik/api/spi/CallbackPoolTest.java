package io.mosaik.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbackPoolTest {

  @Test
  void whatWaitsBehindBlockedThreadsStillRunsWhenThePoolIsClosed() throws Exception {
    CallbackPool pool = new CallbackPool(Optional.empty());
    int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
    CountDownLatch blocked = new CountDownLatch(threads);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            blocked.countDown();
            awaitStubbornly(release);
          });
    }
    CompletableFuture<String> waiting = new CompletableFuture<>();
    pool.execute(() -> waiting.complete("done"));
    try {
      assertTrue(blocked.await(10, TimeUnit.SECONDS));
      pool.close();
      waiting.get(10, TimeUnit.SECONDS);
    } finally {
      release.countDown();
    }
  }

  @Test
  void whatIsHandedOverAfterTheEndStillRuns() throws Exception {
    CallbackPool pool = new CallbackPool(Optional.empty());
    pool.close();
    CompletableFuture<String> late = new CompletableFuture<>();
    pool.execute(() -> late.complete("done"));
    assertEquals("done", late.get(10, TimeUnit.SECONDS));
  }

  @Test
  void whatAGivenExecutorRefusesStillRuns() throws Exception {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("shut down");
        };
    CompletableFuture<String> refused = new CompletableFuture<>();
    new CallbackPool(Optional.of(refusing)).execute(() -> refused.complete("done"));
    assertEquals("done", refused.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aCallbackMayCloseThePoolThatRunsIt() throws Exception {
    CallbackPool pool = new CallbackPool(Optional.empty());
    CompletableFuture<String> closed = new CompletableFuture<>();
    pool.execute(
        () -> {
          pool.close();
          closed.complete("done");
        });
    assertEquals("done", closed.get(10, TimeUnit.SECONDS));
  }

  /** As an application does that takes no notice of interrupts. */
  private static void awaitStubbornly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException ignored) {
        // asked again by the loop
      }
    }
  }
}
