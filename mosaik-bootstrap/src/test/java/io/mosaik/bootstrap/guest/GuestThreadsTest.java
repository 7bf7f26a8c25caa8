package io.mosaik.bootstrap.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuestThreadsTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final GuestThreads threads = new GuestThreads();

  @Test
  void eachGuestIsCalledInOrderOnADaemonThreadOfItsOwn() throws Exception {
    Executor thread = threads.create("sink-x");
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Thread> where = new CompletableFuture<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      thread.execute(() -> order.add(number));
    }
    thread.execute(() -> where.complete(Thread.currentThread()));
    assertEquals("mosaik-sink-x", where.get(10, TimeUnit.SECONDS).getName());
    assertTrue(where.join().isDaemon());
    assertEquals(100, order.size());
    assertEquals(order.stream().sorted().toList(), order);
    assertTrue(threads.end(LONG));
    where.join().join(LONG.toMillis());
    assertFalse(where.join().isAlive());
  }

  @Test
  void aGuestThatBlocksHoldsUpNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    threads.create("blocked").execute(() -> awaitUninterruptibly(release));
    CompletableFuture<String> other = new CompletableFuture<>();
    threads.create("other").execute(() -> other.complete("called"));
    assertEquals("called", other.get(10, TimeUnit.SECONDS));
    release.countDown();
    assertTrue(threads.end(LONG));
  }

  @Test
  void theQueueOfAGuestIsBounded() {
    CountDownLatch release = new CountDownLatch(1);
    Executor thread = threads.create("slow");
    CountDownLatch begun = new CountDownLatch(1);
    thread.execute(
        () -> {
          begun.countDown();
          awaitUninterruptibly(release);
        });
    awaitUninterruptibly(begun);
    for (int i = 0; i < GuestThreads.CAPACITY; i++) {
      thread.execute(() -> {});
    }
    assertThrows(RejectedExecutionException.class, () -> thread.execute(() -> {}));
    release.countDown();
    assertTrue(threads.end(LONG));
    assertThrows(CancellationException.class, () -> thread.execute(() -> {}));
  }

  @Test
  void endingWaitsForWhatWasAcceptedAndInterruptsWhatDoesNotEnd() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    threads
        .create("stubborn")
        .execute(
            () -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
            });
    assertTrue(begun.await(10, TimeUnit.SECONDS));
    assertFalse(threads.end(Duration.ofMillis(1)));
    assertTrue(interrupted.get(10, TimeUnit.SECONDS));
  }

  @Test
  void thereMayBeNothingToEnd() {
    threads.create("idle");
    assertTrue(threads.end(LONG));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
