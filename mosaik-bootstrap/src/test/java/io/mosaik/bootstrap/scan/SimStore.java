package io.mosaik.bootstrap.scan;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the nodes of a simulated DHT store: accepts and refuses as a mainline server does. */
final class SimStore {

  private final Map<PublicKey, SignedPacket> packets = new HashMap<>();

  Optional<SignedPacket> get(PublicKey key) {
    return Optional.ofNullable(packets.get(key));
  }

  /** Stores a packet; the reason if it does not. An equal timestamp is accepted (BEP 44). */
  Optional<Reason> put(SignedPacket packet, Expected expected) {
    SignedPacket present = packets.get(packet.key());
    if (present != null) {
      if (expected instanceof Expected.Absent
          || expected instanceof Expected.At at && !at.timestamp().equals(present.timestamp())) {
        return Optional.of(Reason.SWAP_LOST);
      }
      if (packet.timestamp().compareTo(present.timestamp()) < 0) {
        return Optional.of(Reason.NOT_MOST_RECENT);
      }
    }
    packets.put(packet.key(), packet);
    return Optional.empty();
  }

  /** Puts a packet there, whatever the rules say. */
  void force(SignedPacket packet) {
    packets.put(packet.key(), packet);
  }

  void lose(PublicKey key) {
    packets.remove(key);
  }
}
