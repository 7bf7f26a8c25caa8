package io.mosaik.bootstrap;

import io.mosaik.api.Dialect;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A pinger that reaches the nodes registered in memory. Thread-safe. */
final class MemoryPinger implements PeerPinger {

  /** Who answers. */
  static final class Neighbourhood {
    final Map<PeerId, Function<Dialect, SignedPeerEntry>> entries = new ConcurrentHashMap<>();
  }

  private final Neighbourhood neighbourhood;
  private final Set<TransportAddress> listening;
  final List<Consumer<PeerAddress>> listeners = new CopyOnWriteArrayList<>();
  final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  volatile boolean closed;

  MemoryPinger(Neighbourhood neighbourhood, TransportAddress... listening) {
    this.neighbourhood = neighbourhood;
    this.listening = Set.of(listening);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
    Function<Dialect, SignedPeerEntry> entry = neighbourhood.entries.get(address.id());
    return CompletableFuture.completedFuture(
        entry == null
            ? new PingOutcome.Failed(PingOutcome.Reason.SILENT, "nobody there")
            : new PingOutcome.Healthy(entry.apply(Dialect.V0_3), Duration.ofMillis(1)));
  }

  @Override
  public Set<TransportAddress.Kind> reaches() {
    return Set.of(TransportAddress.Kind.IP);
  }

  @Override
  public Set<TransportAddress> localAddresses() {
    return listening;
  }

  @Override
  public Subscription onPeerMet(Consumer<PeerAddress> listener) {
    listeners.add(listener);
    subscribed.complete(null);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    closed = true;
  }
}
