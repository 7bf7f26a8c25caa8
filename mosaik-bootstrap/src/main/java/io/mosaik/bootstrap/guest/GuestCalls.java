package io.mosaik.bootstrap.guest;

import io.mosaik.internal.DurationText;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Calls into somebody else's code. Whatever it does, the caller gets a value or an exception within
 * a limit, and what went wrong is reported.
 *
 * <p>Thread-safe, as its parts are.
 */
public final class GuestCalls {

  private final Scheduler scheduler;
  private final Faults faults;

  /**
   * Makes a caller.
   *
   * @param scheduler ends calls that take too long
   * @param faults hears what went wrong
   */
  public GuestCalls(Scheduler scheduler, Faults faults) {
    this.scheduler = scheduler;
    this.faults = faults;
  }

  /**
   * A call.
   *
   * @param guest whom to call
   * @param operation which method, for reports
   * @param thread where the method itself is called
   * @param limit after which the call is given up and its stage cancelled
   */
  public record Call(String guest, String operation, Executor thread, Duration limit) {}

  /**
   * Makes an asynchronous call.
   *
   * @param <T> what is asked for
   * @param call whom, where, how long
   * @param contractual which exceptions the contract allows; they are passed on and are no fault
   * @param method the method
   * @return completes with a value that is not null, with a contractual exception, or with a {@link
   *     GuestException}; on any thread. Cancelling it cancels the stage of the guest
   */
  public <T> CompletableFuture<T> call(
      Call call, Predicate<Throwable> contractual, Supplier<? extends CompletionStage<T>> method) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable takeBack =
        scheduler.schedule(
            call.limit(),
            () -> fail(result, call, Fault.Kind.HUNG, "within " + DurationText.of(call.limit())));
    result.whenComplete((value, error) -> takeBack.run());
    try {
      call.thread().execute(() -> begin(result, call, contractual, method));
    } catch (RejectedExecutionException tooMany) {
      fail(result, call, Fault.Kind.OVERFLOWED, "");
    } catch (CancellationException ended) {
      result.cancel(false);
    }
    return result;
  }

  /**
   * Tells something, on a thread of the guest; without effect once that thread was told to end.
   *
   * @param guest whom to tell
   * @param operation which method, for reports
   * @param thread where the method is called
   * @param method the method
   */
  public void post(String guest, String operation, Executor thread, Runnable method) {
    try {
      thread.execute(() -> tell(guest, operation, method));
    } catch (RejectedExecutionException tooMany) {
      report(guest, operation, Fault.Kind.OVERFLOWED, "");
    } catch (CancellationException ended) {
      // Nobody is left to hear it.
    }
  }

  /**
   * Asks a question that is answered at once, on the caller's thread.
   *
   * @param <T> what is asked for
   * @param guest whom to ask
   * @param operation which method, for reports
   * @param otherwise what to believe if there is no answer
   * @param method the method
   * @return the answer
   */
  public <T> T ask(String guest, String operation, T otherwise, Supplier<T> method) {
    try {
      T answer = method.get();
      if (answer != null) {
        return answer;
      }
      report(guest, operation, Fault.Kind.RETURNED_NULL, "");
    } catch (Throwable thrown) {
      rethrowIfFatal(thrown);
      report(guest, operation, Fault.Kind.THREW, thrown.toString());
    }
    return otherwise;
  }

  /**
   * Tells something, on the caller's thread.
   *
   * @param guest whom to tell
   * @param operation which method, for reports
   * @param method the method
   */
  public void tell(String guest, String operation, Runnable method) {
    try {
      method.run();
    } catch (Throwable thrown) {
      rethrowIfFatal(thrown);
      report(guest, operation, Fault.Kind.THREW, thrown.toString());
    }
  }

  /**
   * Reports what a guest did wrong.
   *
   * @param guest who
   * @param operation in which method
   * @param kind in which way
   * @param detail what exactly, possibly empty
   * @return the fault
   */
  public Fault report(String guest, String operation, Fault.Kind kind, String detail) {
    Fault fault = new Fault(guest, operation, kind, detail);
    faults.report(fault);
    return fault;
  }

  /**
   * Lets through what no guest can be blamed for: a JVM that has no memory left.
   *
   * @param thrown by a guest
   */
  public static void rethrowIfFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(thrown instanceof StackOverflowError)) {
      throw fatal;
    }
  }

  private <T> void begin(
      CompletableFuture<T> result,
      Call call,
      Predicate<Throwable> contractual,
      Supplier<? extends CompletionStage<T>> method) {
    if (result.isDone()) {
      return; // given up while it waited
    }
    try {
      CompletionStage<T> stage = method.get();
      if (stage == null) {
        fail(result, call, Fault.Kind.RETURNED_NULL, "instead of a stage");
        return;
      }
      stage.whenComplete((value, error) -> end(result, call, contractual, value, error));
      result.whenComplete((value, error) -> cancel(call, stage));
    } catch (Throwable thrown) {
      rethrowIfFatal(thrown);
      fail(result, call, Fault.Kind.THREW, thrown.toString());
    }
  }

  private <T> void end(
      CompletableFuture<T> result,
      Call call,
      Predicate<Throwable> contractual,
      T value,
      Throwable error) {
    if (error != null) {
      Throwable cause =
          error instanceof CompletionException && error.getCause() != null
              ? error.getCause()
              : error;
      if (contractual.test(cause)) {
        result.completeExceptionally(cause);
      } else {
        fail(result, call, Fault.Kind.THREW, cause.toString());
      }
    } else if (value == null) {
      fail(result, call, Fault.Kind.RETURNED_NULL, "");
    } else {
      result.complete(value);
    }
  }

  private <T> void fail(CompletableFuture<T> result, Call call, Fault.Kind kind, String detail) {
    if (!result.isDone()) {
      Fault fault = report(call.guest(), call.operation(), kind, detail);
      result.completeExceptionally(new GuestException(fault));
    }
  }

  /** Has no effect on a stage that is done. */
  private void cancel(Call call, CompletionStage<?> stage) {
    tell(
        call.guest(),
        call.operation(),
        () -> {
          try {
            stage.toCompletableFuture().cancel(true);
          } catch (UnsupportedOperationException notCancellable) {
            // A stage need not be a future; then the guest goes on in vain.
          }
        });
  }
}
