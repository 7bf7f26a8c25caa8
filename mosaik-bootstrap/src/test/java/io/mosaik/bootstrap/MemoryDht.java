package io.mosaik.bootstrap;

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
import java.util.function.Consumer;

/** A DHT in memory that several nodes share. Thread-safe. */
final class MemoryDht implements DhtClient {

  final Map<PublicKey, SignedPacket> packets = new ConcurrentHashMap<>();
  volatile boolean closed;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public CompletionStage<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    Optional<SignedPacket> found = Optional.ofNullable(packets.get(key));
    found.ifPresent(early);
    return CompletableFuture.completedFuture(new Resolution(found, 20, 20, true));
  }

  @Override
  public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    CompletableFuture<PublishReceipt> result = new CompletableFuture<>();
    packets.compute(
        packet.key(),
        (key, present) -> {
          boolean swapLost =
              present != null
                  && (expected instanceof Expected.Absent
                      || expected instanceof Expected.At at
                          && !at.timestamp().equals(present.timestamp()));
          if (swapLost) {
            result.completeExceptionally(
                new DhtException(DhtException.Reason.SWAP_LOST, "somebody was faster"));
            return present;
          }
          result.complete(new PublishReceipt(20, 20, Map.of()));
          return packet;
        });
    return result;
  }

  @Override
  public boolean supportsCompareAndSwap() {
    return true;
  }

  @Override
  public boolean answersOverUdp() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
