package io.mosaik.relay.service;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Resolution;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A lookup in the DHT that several requests may wait for. Thread-safe, as its futures are.
 *
 * @param first the first packet that was found; empty if none was until the end
 * @param whole the end; a failure of the DHT client is one without an answer
 */
record Lookup(CompletableFuture<Optional<SignedPacket>> first, CompletableFuture<End> whole) {

  /**
   * How a lookup ended.
   *
   * @param resolution what was found
   * @param busy whether the DHT client had no time for it
   */
  record End(Resolution resolution, boolean busy) {

    private static final Resolution NONE = new Resolution(Optional.empty(), 0, 0, false);

    static final End FAILED = new End(NONE, false);
    static final End BUSY = new End(NONE, true);

    /** Returns the end that a stage of the DHT client stands for. */
    static End of(Resolution resolution, Throwable failure) {
      if (failure == null && resolution != null) {
        return new End(resolution, false);
      }
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      boolean busy =
          cause instanceof DhtException refused && refused.reason() == DhtException.Reason.BUSY;
      return busy ? BUSY : FAILED;
    }
  }

  static Lookup begun() {
    return new Lookup(new CompletableFuture<>(), new CompletableFuture<>());
  }

  void found(SignedPacket packet) {
    first.complete(Optional.of(packet));
  }

  void ended(End end) {
    whole.complete(end);
    first.complete(end.resolution().newest());
  }
}
