package io.mosaik.bootstrap.model;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Peer of this network as this node knows it: an element of the live view of peers.
 *
 * <p>Immutable.
 *
 * @param address peer id and addresses; those of the peer's own entry if it answered a ping, else
 *     those of its record
 * @param slot index of the slot that its record was last found in; empty for a peer that pinged us
 *     and whose record was not seen
 * @param entry signed entry of the last successful ping; empty for an unverified peer
 * @param roundTrip smoothed round-trip time of the last successful ping; empty for an unverified
 *     peer
 * @param firstSeen wall clock time at which the peer entered the view
 * @param lastSeen wall clock time of the last ping that it answered or sent to us; for an
 *     unverified peer, of the last scan that found its record
 */
public record KnownPeer(
    PeerAddress address,
    OptionalInt slot,
    Optional<SignedPeerEntry> entry,
    Optional<Duration> roundTrip,
    Instant firstSeen,
    Instant lastSeen) {

  /** Checks that nothing is missing. */
  public KnownPeer {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(slot, "slot");
    Objects.requireNonNull(entry, "entry");
    Objects.requireNonNull(roundTrip, "roundTrip");
    Objects.requireNonNull(firstSeen, "firstSeen");
    Objects.requireNonNull(lastSeen, "lastSeen");
  }

  /**
   * Returns the id of the peer.
   *
   * @return its peer id
   */
  public PeerId id() {
    return address.id();
  }

  /**
   * Returns whether the peer proved its identity by answering a ping.
   *
   * @return false if only its record was found, which any holder of the network name can write
   */
  public boolean isVerified() {
    return entry.isPresent();
  }

  /**
   * Returns whether an application would treat this peer differently from an earlier view of it:
   * its addresses, its slot, its verification or the start of its process differ.
   *
   * @param before an earlier view of the same peer
   * @return false if at most times and measurements differ
   */
  public boolean differsFrom(KnownPeer before) {
    return !address.equals(before.address)
        || !slot.equals(before.slot)
        || !startedMillis().equals(before.startedMillis());
  }

  private Optional<Long> startedMillis() {
    return entry.map(signed -> signed.entry().startedMillis());
  }
}
