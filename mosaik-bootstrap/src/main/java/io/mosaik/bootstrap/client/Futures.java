package io.mosaik.bootstrap.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Futures that depend on others and, when cancelled, cancel them. */
final class Futures {

  private Futures() {}

  /** The values of all parts, none of which fails. */
  static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
    CompletableFuture<List<T>> all =
        CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
            .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    all.whenComplete((values, error) -> parts.forEach(part -> part.cancel(true)));
    return all;
  }

  /** A value for either end of another future. */
  static <T, R> CompletableFuture<R> handled(
      CompletableFuture<T> source, Function<T, R> onValue, Function<Throwable, R> onError) {
    CompletableFuture<R> target =
        source.handle(
            (value, error) -> error == null ? onValue.apply(value) : onError.apply(error));
    target.whenComplete((value, error) -> source.cancel(true));
    return target;
  }

  /** Another value. */
  static <T, R> CompletableFuture<R> mapped(CompletableFuture<T> source, Function<T, R> function) {
    CompletableFuture<R> target = source.thenApply(function);
    target.whenComplete((value, error) -> source.cancel(true));
    return target;
  }
}
