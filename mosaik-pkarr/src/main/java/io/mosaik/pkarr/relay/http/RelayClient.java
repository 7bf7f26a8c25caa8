package io.mosaik.pkarr.relay.http;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.CallbackPool;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.internal.HttpDates;
import io.mosaik.pkarr.relay.RelayCommand;
import io.mosaik.pkarr.relay.RelayCore;
import io.mosaik.pkarr.relay.RelayReply;
import io.mosaik.pkarr.relay.RelayRequest;
import io.mosaik.pkarr.relay.RelaySettings;
import io.mosaik.pkarr.relay.RelayStatus;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes packets through pkarr relays, over HTTP/2 where they speak it. Moves requests
 * and replies and wakes the core; decides nothing.
 *
 * <p>Thread-safe: every call is handed over to the one thread that the core is confined to. Futures
 * complete on the executor given, never on that thread.
 */
public final class RelayClient implements DhtClient {

  static final String NAME = "pkarr-relay";

  private static final Logger LOG = LoggerFactory.getLogger(RelayClient.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("mosaik-pkarr-relay").setDaemon(true).build();

  private final Ambient ambient;
  private final RelayCore core;
  private final CallbackPool callbacks;
  private final HttpClients http;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicLong lastOperation = new AtomicLong();
  private volatile boolean swaps;

  // Confined to the thread.
  private final Handler handler = new Handler();
  private final Map<Long, Pending<?>> operations = new HashMap<>();
  private final Map<Long, CompletableFuture<?>> exchanges = new HashMap<>();
  private Optional<Future<?>> timer = Optional.empty();
  private boolean closed;

  /**
   * Starts without contacting anybody.
   *
   * @param settings which relays, and how to treat them
   * @param ambient time and chance
   * @param executor where futures complete and listeners are called; threads of our own without one
   */
  public RelayClient(RelaySettings settings, Ambient ambient, Optional<Executor> executor) {
    this.ambient = ambient;
    this.callbacks = new CallbackPool(executor);
    this.core = new RelayCore(settings, ambient.random(), ambient.monotonic().now());
    this.http = new HttpClients(settings);
    this.thread = new ScheduledThreadPoolExecutor(1, THREADS);
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * {@code pkarr-relay}.
   *
   * @return the name of this client
   */
  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    return submit(
        new Pending<>(Optional.of(early), callbacks), (id, now) -> core.resolve(id, key, now));
  }

  @Override
  public CompletableFuture<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    return submit(
        new Pending<>(Optional.empty(), callbacks),
        (id, now) -> core.publish(id, packet, expected, now));
  }

  @Override
  public boolean supportsCompareAndSwap() {
    return swaps;
  }

  /**
   * How it goes with the relays.
   *
   * @return completes with one line per relay
   */
  public CompletableFuture<List<RelayStatus>> status() {
    return CompletableFuture.supplyAsync(() -> core.status(now()), thread)
        .thenApplyAsync(Function.identity(), callbacks);
  }

  @Override
  public void close() {
    try {
      thread.execute(
          () -> {
            closed = true;
            core.close();
            drain();
          });
      thread.shutdown();
      if (!thread.awaitTermination(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("still busy {} after it was told to end", CLOSE_LIMIT);
      }
      callbacks.close();
    } catch (RejectedExecutionException closedBefore) {
      LOG.trace("closed again");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      http.close();
    }
  }

  private <T> CompletableFuture<T> submit(Pending<T> pending, BiConsumer<Long, Deadline> begin) {
    long id = lastOperation.incrementAndGet();
    try {
      thread.execute(
          () -> {
            if (closed) {
              pending.fail(RelayCore.closed());
              return;
            }
            operations.put(id, pending);
            begin.accept(id, now());
            drain();
          });
      pending.future().whenComplete((value, failure) -> forgetIfCancelled(id, pending.future()));
    } catch (RejectedExecutionException afterTheEnd) {
      pending.fail(RelayCore.closed());
    }
    return pending.future();
  }

  private void forgetIfCancelled(long id, CompletableFuture<?> future) {
    if (future.isCancelled()) {
      onThread(
          () -> {
            operations.remove(id);
            core.cancel(id, now());
          });
    }
  }

  private Deadline now() {
    return ambient.monotonic().now();
  }

  private void onThread(Runnable event) {
    try {
      thread.execute(
          () -> {
            event.run();
            drain();
          });
    } catch (RejectedExecutionException afterTheEnd) {
      LOG.trace("too late", afterTheEnd);
    }
  }

  private void drain() {
    for (var next = core.pollCommand(); next.isPresent(); next = core.pollCommand()) {
      next.get().runBy(handler);
    }
    swaps = core.swaps();
    timer.ifPresent(before -> before.cancel(false));
    timer = Optional.empty();
    Deadline now = now();
    Deadline wake = core.nextDeadline(now);
    if (!closed && !wake.equals(Deadline.NEVER)) {
      long delay = Math.max(0, now.until(wake).toNanos());
      Runnable expire = () -> onThread(() -> core.expire(now()));
      timer = Optional.of(thread.schedule(expire, delay, TimeUnit.NANOSECONDS));
    }
  }

  private RelayReply toReply(HttpResponse<Bytes> response) {
    Map<String, String> headers = new HashMap<>();
    headers.put(RelayReply.DATE, HttpDates.format(ambient.wallClock().instant()));
    for (String name : RelayReply.HEADERS) {
      response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
    }
    return new RelayReply(response.statusCode(), headers, response.body());
  }

  private static String describe(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = String.valueOf(cause.getMessage());
    return cause.getClass().getSimpleName()
        + ": "
        + message.substring(0, Math.min(message.length(), 200));
  }

  /** What somebody waits for. */
  private static final class Pending<T> {

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Optional<Consumer<SignedPacket>> early;
    private final Executor callbacks;

    /** Whatever it tells, it tells in order and one at a time. */
    Pending(Optional<Consumer<SignedPacket>> early, Executor callbacks) {
      this.early = early;
      this.callbacks = MoreExecutors.newSequentialExecutor(callbacks);
    }

    CompletableFuture<T> future() {
      return future;
    }

    void tell(SignedPacket packet) {
      callbacks.execute(
          () -> {
            if (!future.isDone()) {
              tellNow(packet);
            }
          });
    }

    private void tellNow(SignedPacket packet) {
      try {
        early.ifPresent(listener -> listener.accept(packet));
      } catch (RuntimeException theirs) {
        LOG.warn("the listener for early packets threw", theirs);
      }
    }

    @SuppressWarnings("unchecked") // a read ends with a resolution, a write with a receipt
    void complete(Object value) {
      callbacks.execute(() -> future.complete((T) value));
    }

    void fail(DhtException failure) {
      callbacks.execute(() -> future.completeExceptionally(failure));
    }
  }

  /** Does what the core wants. Confined to the thread. */
  private final class Handler implements RelayCommand.Handler {

    @Override
    public void send(long exchange, RelayRequest request) {
      CompletableFuture<HttpResponse<Bytes>> response = http.send(request);
      exchanges.put(exchange, response);
      response.whenComplete(
          (reply, failure) -> onThread(() -> ended(exchange, Optional.ofNullable(reply), failure)));
    }

    private void ended(long exchange, Optional<HttpResponse<Bytes>> reply, Throwable failure) {
      if (exchanges.remove(exchange) == null) {
        return;
      }
      reply.ifPresentOrElse(
          whole -> core.replied(exchange, toReply(whole), now()),
          () -> core.failed(exchange, describe(failure), now()));
    }

    @Override
    public void abandon(long exchange) {
      CompletableFuture<?> response = exchanges.remove(exchange);
      if (response != null) {
        response.cancel(true);
      }
    }

    @Override
    public void early(long operation, SignedPacket packet) {
      Optional.ofNullable(operations.get(operation)).ifPresent(pending -> pending.tell(packet));
    }

    @Override
    public void resolved(long operation, Resolution resolution) {
      end(operation, pending -> pending.complete(resolution));
    }

    @Override
    public void published(long operation, PublishReceipt receipt) {
      end(operation, pending -> pending.complete(receipt));
    }

    @Override
    public void failed(long operation, DhtException failure) {
      end(operation, pending -> pending.fail(failure));
    }

    private void end(long operation, Consumer<Pending<?>> how) {
      Optional.ofNullable(operations.remove(operation)).ifPresent(how);
    }
  }
}
