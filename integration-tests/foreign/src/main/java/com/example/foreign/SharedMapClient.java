package com.example.foreign;

import static io.mosaik.api.spi.DhtException.Reason.CLOSED;
import static io.mosaik.api.spi.DhtException.Reason.NOT_MOST_RECENT;
import static io.mosaik.api.spi.DhtException.Reason.SWAP_LOST;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A store that is a map. Thread-safe by the map, whose updates are atomic. */
public final class SharedMapClient implements DhtClient {

  private final Map<PublicKey, SignedPacket> map;
  private final Executor callbacks;
  private volatile boolean closed;

  /** Works on a map of its caller. */
  public SharedMapClient(Map<PublicKey, SignedPacket> map, Executor callbacks) {
    this.map = map;
    this.callbacks = callbacks;
  }

  @Override
  public String name() {
    return "shared-map";
  }

  @Override
  public CompletionStage<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    return CompletableFuture.supplyAsync(
        () -> {
          checkOpen();
          // A client answers for the key. Its signature holds: a SignedPacket cannot be otherwise.
          Optional<SignedPacket> newest =
              Optional.ofNullable(map.get(key)).filter(packet -> packet.key().equals(key));
          newest.ifPresent(early);
          return new Resolution(newest, 1, 1, true);
        },
        callbacks);
  }

  @Override
  public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    return CompletableFuture.supplyAsync(
        () -> {
          checkOpen();
          map.compute(packet.key(), (key, stored) -> swap(stored, expected, packet));
          return new PublishReceipt(1, 1, Map.of());
        },
        callbacks);
  }

  @Override
  public boolean supportsCompareAndSwap() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** What is stored from now on; {@code stored} is null where nothing was. */
  private static SignedPacket swap(SignedPacket stored, Expected expected, SignedPacket packet) {
    if (stored != null && !expected.equals(Expected.any())) {
      Timestamp there = stored.timestamp();
      if (!expected.equals(Expected.timestamp(there))) {
        throw new DhtException(SWAP_LOST, "of " + packet.key() + " there is one of " + there);
      }
    }
    if (stored != null && stored.compareTo(packet) > 0) {
      throw new DhtException(NOT_MOST_RECENT, stored + " is newer than " + packet);
    }
    return packet;
  }

  private void checkOpen() {
    if (closed) {
      throw new DhtException(CLOSED, name() + " is closed");
    }
  }
}
