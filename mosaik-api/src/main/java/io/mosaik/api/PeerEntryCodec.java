package io.mosaik.api;

import java.util.Optional;

/** The postcard form of peer entries in both dialects (wire reference 6.3, 6.4, 6.7). */
final class PeerEntryCodec {

  private PeerEntryCodec() {}

  record Decoded(PeerEntry entry, Signature signature) {}

  static Bytes encode(PeerEntry entry) {
    throw new UnsupportedOperationException("TODO " + entry);
  }

  static Decoded decode(Bytes bytes) {
    throw new UnsupportedOperationException("TODO " + bytes);
  }

  static Optional<UnknownVersionEntry> recogniseNewer(Bytes b, PeerId peer, NetworkId network) {
    throw new UnsupportedOperationException("TODO " + b + peer + network);
  }
}
