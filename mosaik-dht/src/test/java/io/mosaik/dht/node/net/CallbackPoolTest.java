package io.mosaik.dht.node.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbackPoolTest {

  @Test
  void whatWaitsBehindBlockedThreadsStillRunsWhenThePoolIsClosed() throws Exception {
    CallbackPool pool = new CallbackPool();
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
