package io.mosaik.api;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who a peer is and where it may be reached. No address at all is legal: such a peer is known by
 * its id only.
 *
 * <p>Immutable.
 *
 * @param id who
 * @param addresses where, sorted, without duplicates
 */
public record PeerAddress(PeerId id, SortedSet<TransportAddress> addresses) {

  /** Copies the addresses. */
  public PeerAddress {
    Objects.requireNonNull(id, "id");
    addresses = Collections.unmodifiableSortedSet(new TreeSet<>(addresses));
  }

  /**
   * A peer and its addresses, in any order.
   *
   * @param id who
   * @param addresses where
   * @return the peer address
   */
  public static PeerAddress of(PeerId id, Collection<? extends TransportAddress> addresses) {
    return new PeerAddress(id, new TreeSet<>(addresses));
  }

  /**
   * A peer and its addresses, in any order.
   *
   * @param id who
   * @param addresses where
   * @return the peer address
   */
  public static PeerAddress of(PeerId id, TransportAddress... addresses) {
    return of(id, java.util.List.of(addresses));
  }

  @Override
  public String toString() {
    return id.toShortHex() + addresses;
  }
}
