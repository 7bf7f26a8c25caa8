package io.mosaik.benchmarks;

import io.mosaik.api.Bytes;
import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import java.util.List;
import java.util.stream.Stream;

/** Keys and packets of the size that peers publish. */
final class Samples {

  /** How many slots a network has. */
  static final int SLOTS = 16;

  /** What the record of a peer with a relay and three addresses takes. */
  static final int PAYLOAD_SIZE = 282;

  private Samples() {}

  /** The keys of all slots of a network: each id is derived from the one before. */
  static List<KeyPair> slotKeys(String network) {
    return Stream.iterate(NetworkId.of(network).digest(), id -> id.derive(id.bytes()))
        .limit(SLOTS)
        .map(Digest::bytes)
        .map(KeyPair::ofSeed)
        .toList();
  }

  static SignedPacket packet(KeyPair keys) {
    byte[] payload = new byte[PAYLOAD_SIZE];
    keys.publicKey().bytes().copyTo(payload, 0);
    return SignedPacket.sign(keys, new Timestamp(1_760_000_000_000_000L), Bytes.of(payload));
  }
}
