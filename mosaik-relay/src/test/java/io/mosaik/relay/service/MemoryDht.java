package io.mosaik.relay.service;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A DHT of twenty nodes that agree, in memory; or of none that answers. Thread-safe. */
public final class MemoryDht implements DhtClient {

  private static final int NODES = 20;

  private final Map<PublicKey, SignedPacket> stored = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private volatile boolean silent;
  private volatile boolean busy;
  private volatile boolean broken;
  private volatile Executor answering = Runnable::run;
  private volatile Optional<CompletableFuture<Void>> gate = Optional.empty();

  /** What is stored under a key. */
  public Optional<SignedPacket> stored(PublicKey key) {
    return Optional.ofNullable(stored.get(key));
  }

  /** Stores without asking anybody. */
  public void put(SignedPacket packet) {
    stored.put(packet.key(), packet);
  }

  /** Forgets everything. */
  public void clear() {
    stored.clear();
  }

  /** Whether no node answers any more. */
  public void silent(boolean on) {
    silent = on;
  }

  /** Whether the client has no time for lookups. */
  public void busy(boolean on) {
    busy = on;
  }

  /** Whether stores end without a receipt, as no client should. */
  public void broken(boolean on) {
    broken = on;
  }

  /** Holds lookups back until that is complete. */
  public void gate(CompletableFuture<Void> opening) {
    gate = Optional.of(opening);
  }

  /** Completes lookups there, as a DHT does: later, and on a thread of its own. */
  public void answerOn(Executor executor) {
    answering = executor;
  }

  /** How many lookups there were. */
  public int lookups() {
    return lookups.get();
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public CompletionStage<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    lookups.incrementAndGet();
    if (busy) {
      return CompletableFuture.failedFuture(
          new DhtException(DhtException.Reason.BUSY, "no time now"));
    }
    return gate.orElse(CompletableFuture.completedFuture(null))
        .thenApplyAsync(
            open -> {
              if (silent) {
                return new Resolution(Optional.empty(), NODES, 0, false);
              }
              Optional<SignedPacket> found = stored(key);
              found.ifPresent(early);
              return new Resolution(found, NODES, NODES, true);
            },
            answering);
  }

  @Override
  public synchronized CompletionStage<PublishReceipt> publish(
      SignedPacket packet, Expected expected) {
    if (broken) {
      return CompletableFuture.completedFuture(null);
    }
    Optional<SignedPacket> there = stored(packet.key());
    if (silent) {
      return failed(DhtException.Reason.TIMED_OUT);
    }
    boolean lost =
        there
            .filter(
                t ->
                    expected == Expected.absent()
                        || expected instanceof Expected.At at
                            && !at.timestamp().equals(t.timestamp()))
            .isPresent();
    if (lost) {
      return failed(DhtException.Reason.SWAP_LOST);
    }
    if (there.filter(t -> t.compareTo(packet) > 0).isPresent()) {
      return failed(DhtException.Reason.NOT_MOST_RECENT);
    }
    stored.put(packet.key(), packet);
    return CompletableFuture.completedFuture(new PublishReceipt(NODES, NODES, Map.of()));
  }

  private static CompletionStage<PublishReceipt> failed(DhtException.Reason reason) {
    return CompletableFuture.failedFuture(new DhtException(reason, "refused"));
  }

  @Override
  public boolean supportsCompareAndSwap() {
    return true;
  }

  @Override
  public void close() {
    stored.clear();
  }
}
