package io.mosaik.api;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
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
    SortedSet<TransportAddress> sorted = new TreeSet<>(); // by their order, whatever was given
    sorted.addAll(addresses);
    addresses = Collections.unmodifiableSortedSet(sorted);
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
    return of(id, List.of(addresses));
  }

  /** This address with every IPv6 address rid of its scope, and of the duplicates that appear. */
  PeerAddress withoutScopes() {
    SortedSet<TransportAddress> plain = new TreeSet<>();
    for (TransportAddress address : addresses) {
      plain.add(address instanceof TransportAddress.Ip ip ? ip.withoutScope() : address);
    }
    return new PeerAddress(id, plain);
  }

  @Override
  public String toString() {
    return id.toShortHex() + addresses;
  }
}
