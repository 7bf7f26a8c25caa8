package io.mosaik.transport.quic.ping;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import java.time.Instant;
import java.util.Arrays;

/** Peers and their entries, made for tests. */
final class Entries {

  static final NetworkId NETWORK = NetworkId.of("my-app");
  static final KeyPair PEER = key(1);
  static final KeyPair SOMEBODY_ELSE = key(2);

  private Entries() {}

  static SignedPeerEntry entry(KeyPair peer, NetworkId network, Dialect dialect) {
    PeerAddress address =
        PeerAddress.of(peer.peerId(), TransportAddress.parseIp("203.0.113.7:4433"));
    return SignedPeerEntry.sign(
        peer, PeerEntry.of(dialect, network, address, Instant.ofEpochSecond(1_760_000_000)));
  }

  private static KeyPair key(int seed) {
    byte[] bytes = new byte[KeyPair.SEED_SIZE];
    Arrays.fill(bytes, (byte) seed);
    return KeyPair.ofSeed(Bytes.of(bytes));
  }
}
