package io.mosaik.bootstrap.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.spi.DhtException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GuestCallsTest {

  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<Fault> faults = new ArrayList<>();
  private final GuestCalls calls = new GuestCalls(scheduler, new Faults(faults::add));

  @Test
  void aValueIsPassedOnAndTheTimeLimitTakenBack() {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CompletableFuture<String> result = call(() -> stage);
    assertFalse(result.isDone());
    assertEquals(1, scheduler.pending());
    stage.complete("value");
    assertEquals("value", result.join());
    assertEquals(0, scheduler.pending());
    assertTrue(faults.isEmpty());
  }

  @Test
  void whatTheContractAllowsIsNoFault() {
    DhtException allowed = new DhtException(DhtException.Reason.NO_NODES, "nobody");
    assertSame(allowed, failure(call(() -> CompletableFuture.failedFuture(allowed))));
    CompletableFuture<String> wrapped =
        call(() -> CompletableFuture.failedFuture(new CompletionException(allowed)));
    assertSame(allowed, failure(wrapped));
    assertTrue(faults.isEmpty());
  }

  @Test
  void throwingAtOnceIsAFaultEvenOfAnAllowedException() {
    assertFault(
        Fault.Kind.THREW,
        call(
            () -> {
              throw new DhtException(DhtException.Reason.CLOSED, "at once");
            }));
  }

  @Test
  void throwingAnErrorIsAFault() {
    assertFault(
        Fault.Kind.THREW,
        call(
            () -> {
              throw new NoSuchMethodError("older api");
            }));
  }

  @Test
  void runningOutOfMemoryIsNobodysFault() {
    assertThrows(
        OutOfMemoryError.class,
        () ->
            call(
                () -> {
                  throw new OutOfMemoryError("a test");
                }));
    assertTrue(faults.isEmpty());
  }

  @Test
  void failingLaterIsAFault() {
    assertFault(
        Fault.Kind.THREW, call(() -> CompletableFuture.failedFuture(new IllegalStateException())));
  }

  @Test
  void returningNullIsAFault() {
    assertFault(Fault.Kind.RETURNED_NULL, call(() -> null));
    faults.clear();
    assertFault(Fault.Kind.RETURNED_NULL, other(() -> CompletableFuture.completedFuture(null)));
  }

  @Test
  void notComingBackIsAFaultAndTheStageIsCancelled() {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CompletableFuture<String> result = call(() -> stage);
    scheduler.advance(Duration.ofMillis(9_999));
    assertFalse(result.isDone());
    scheduler.advance(Duration.ofMillis(1));
    assertFault(Fault.Kind.HUNG, result);
    assertTrue(stage.isCancelled());
  }

  @Test
  void aThreadThatHangsIsAFaultToo() {
    Queue<Runnable> stuck = new ArrayDeque<>();
    List<String> asked = new ArrayList<>();
    CompletableFuture<String> result =
        call(
            stuck::add,
            () -> {
              asked.add("late");
              return new CompletableFuture<>();
            });
    scheduler.advance(Duration.ofSeconds(10));
    assertFault(Fault.Kind.HUNG, result);
    stuck.remove().run();
    assertTrue(asked.isEmpty(), "what was given up is not begun");
  }

  @Test
  void aFullQueueIsAFault() {
    Executor full =
        task -> {
          throw new RejectedExecutionException();
        };
    assertFault(Fault.Kind.OVERFLOWED, call(full, CompletableFuture::new));
    faults.clear();
    calls.post("other", "told", full, () -> {});
    assertEquals(Fault.Kind.OVERFLOWED, faults.get(0).kind());
  }

  @Test
  void callsAfterTheEndAreCancelledQuietly() {
    Executor ended =
        task -> {
          throw new CancellationException();
        };
    assertTrue(call(ended, CompletableFuture::new).isCancelled());
    calls.post("guest", "told", ended, () -> {});
    assertTrue(faults.isEmpty());
    assertEquals(0, scheduler.pending());
  }

  @Test
  void cancellingReachesTheGuest() {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CompletableFuture<String> result = call(() -> stage);
    result.cancel(true);
    assertTrue(stage.isCancelled());
    assertEquals(0, scheduler.pending());
    assertTrue(faults.isEmpty());
  }

  @Test
  void aStageThatCannotBeCancelledIsLeftAlone() {
    CompletableFuture<String> inner = new CompletableFuture<>();
    CompletionStage<String> stage = inner.minimalCompletionStage();
    call(() -> stage).cancel(true);
    assertFalse(inner.isDone());
    assertTrue(faults.isEmpty());
  }

  @Test
  void questionsHaveAnAnswerInAnyCase() {
    assertEquals("yes", calls.ask("guest", "a", "no", () -> "yes"));
    assertEquals("no", calls.ask("guest", "b", "no", () -> null));
    assertEquals(
        "no",
        calls.ask(
            "guest",
            "c",
            "no",
            () -> {
              throw new IllegalStateException("boom");
            }));
    assertEquals(
        List.of("guest.b returned null", "guest.c threw: java.lang.IllegalStateException: boom"),
        faults.stream().map(Fault::toString).toList());
  }

  @Test
  void aFaultIsReportedOncePerGuestOperationAndKind() {
    for (int i = 0; i < 5; i++) {
      call(() -> null);
      other(() -> null);
      call(() -> CompletableFuture.failedFuture(new IllegalStateException()));
    }
    assertEquals(3, faults.size());
  }

  @Test
  void reportsAreBoundedInNumberAndLength() {
    for (int i = 0; i < 2 * Faults.MAX_REPORTED; i++) {
      calls.report("guest-" + i, "x", Fault.Kind.LIED, "y".repeat(10_000));
    }
    assertEquals(Faults.MAX_REPORTED, faults.size());
    assertTrue(faults.get(0).detail().length() <= Fault.MAX_DETAIL + 1);
  }

  private CompletableFuture<String> call(Supplier<CompletionStage<String>> method) {
    return call(Runnable::run, method);
  }

  private CompletableFuture<String> call(
      Executor thread, Supplier<CompletionStage<String>> method) {
    var call = new GuestCalls.Call("guest", "asked", thread, Duration.ofSeconds(10));
    return calls.call(call, DhtException.class::isInstance, method);
  }

  private CompletableFuture<String> other(Supplier<CompletionStage<String>> method) {
    var call = new GuestCalls.Call("other", "asked", Runnable::run, Duration.ofSeconds(10));
    return calls.call(call, error -> false, method);
  }

  private void assertFault(Fault.Kind kind, CompletableFuture<String> result) {
    assertInstanceOf(GuestException.class, failure(result));
    assertEquals(1, faults.size(), faults::toString);
    assertEquals(kind, faults.get(0).kind());
    assertEquals(0, scheduler.pending());
  }

  private static Throwable failure(CompletableFuture<String> result) {
    assertTrue(result.isDone());
    return assertThrows(ExecutionException.class, result::get).getCause();
  }
}
