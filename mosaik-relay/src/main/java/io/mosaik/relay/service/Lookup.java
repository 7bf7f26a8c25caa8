package io.mosaik.relay.service;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.Resolution;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A lookup in the DHT that several requests may wait for. Thread-safe, as its futures are.
 *
 * @param first the first packet that was found; empty if none was until the end
 * @param whole the end; a failure of the DHT client is one without an answer
 */
record Lookup(
    CompletableFuture<Optional<SignedPacket>> first, CompletableFuture<Resolution> whole) {

  static final Resolution FAILED = new Resolution(Optional.empty(), 0, 0, false);

  static Lookup begun() {
    return new Lookup(new CompletableFuture<>(), new CompletableFuture<>());
  }

  void found(SignedPacket packet) {
    first.complete(Optional.of(packet));
  }

  void ended(Resolution resolution) {
    whole.complete(resolution);
    first.complete(resolution.newest());
  }
}
