package io.mosaik.api;

import java.util.Optional;

/**
 * An entry of a mosaik version newer than the ones known here: it cannot be read, but it is alive
 * and it is who it says. That is earned, not given: the version text is newer than the known ones,
 * the network is ours, the peer's id stands in the entry, and the last 64 bytes are the peer's
 * signature over the BLAKE3 of all bytes before them.
 *
 * <p>Immutable.
 *
 * @param id who the peer is
 * @param version its protocol version, as text
 */
public record UnknownVersionEntry(PeerId id, String version) {

  /**
   * Recognises an entry of an unknown version.
   *
   * @param bytes the whole answer of the peer
   * @param peer who proved its identity in the handshake
   * @param network our network
   * @return what is known of the entry, or empty if any of the conditions is not met
   */
  public static Optional<UnknownVersionEntry> recognise(
      Bytes bytes, PeerId peer, NetworkId network) {
    return PeerEntryCodec.recogniseNewer(bytes, peer, Optional.of(network));
  }

  /**
   * Recognises an entry of an unknown version, whatever the network: for those who look at peers
   * without belonging to a network themselves.
   *
   * @param bytes the whole answer of the peer
   * @param peer who proved its identity in the handshake
   * @return what is known of the entry, or empty if any of the other conditions is not met
   */
  public static Optional<UnknownVersionEntry> recognise(Bytes bytes, PeerId peer) {
    return PeerEntryCodec.recogniseNewer(bytes, peer, Optional.empty());
  }
}
