package io.mosaik.bootstrap.scan;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.bootstrap.client.ClientReading;
import io.mosaik.bootstrap.model.Slot;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A DHT client that does what a test says, by default properly and within 100 ms. */
final class SimClient {

  final String name;
  final SimStore store;
  boolean overUdp = true;
  Duration latency = Duration.ofMillis(100);

  /** Slots whose lookups are not conclusive. */
  final Set<Integer> deaf = new HashSet<>();

  /** Slots whose lookups never end. */
  final Set<Integer> hanging = new HashSet<>();

  /** Lookups of these slots take longer. */
  final Map<Integer, Duration> slow = new HashMap<>();

  /** What is returned instead of what is stored. */
  Function<Slot, Optional<SignedPacket>> view;

  /** Why writes fail, if they all do. */
  Optional<Reason> refusal = Optional.empty();

  /** How long writes take, if not as long as lookups. */
  Optional<Duration> writeLatency = Optional.empty();

  /** Why lookups fail, if they all do. */
  Optional<String> failure = Optional.empty();

  SimClient(String name, SimStore store) {
    this.name = name;
    this.store = store;
    this.view = slot -> store.get(slot.key());
  }

  Duration latencyOf(Slot slot) {
    return slow.getOrDefault(slot.index(), latency);
  }

  ClientReading read(Slot slot) {
    if (failure.isPresent()) {
      return new ClientReading(name, 0, 0, false, Optional.empty(), failure, overUdp);
    }
    boolean heard = !deaf.contains(slot.index());
    Optional<SignedPacket> newest = view.apply(slot);
    return new ClientReading(name, 20, heard ? 18 : 0, heard, newest, Optional.empty(), overUdp);
  }

  /** Nobody answers any more. */
  void goDeaf(int slots) {
    for (int i = 0; i < slots; i++) {
      deaf.add(i);
    }
    view = slot -> Optional.empty();
  }
}
