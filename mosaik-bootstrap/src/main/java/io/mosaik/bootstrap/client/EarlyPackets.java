package io.mosaik.bootstrap.client;

import io.mosaik.api.SignedPacket;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Passes on each packet that is newer than all before, from whichever client it comes, one at a
 * time, until it is closed. Thread-safe by its monitor.
 */
final class EarlyPackets {

  private final Consumer<SignedPacket> listener;
  private Optional<SignedPacket> newest = Optional.empty();
  private boolean closed;

  EarlyPackets(Consumer<SignedPacket> listener) {
    this.listener = listener;
  }

  synchronized void offer(SignedPacket packet) {
    if (!closed && (newest.isEmpty() || newest.get().compareTo(packet) < 0)) {
      newest = Optional.of(packet);
      listener.accept(packet);
    }
  }

  synchronized void close() {
    closed = true;
  }
}
