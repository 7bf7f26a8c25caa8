package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.bootstrap.address.AddressGuard;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which addresses of a record stayed silent in earlier scans. Only some of a long record are
 * dialled per scan; it takes several until all had their turn, and only then does silence say that
 * nobody is there. Confined to the core's thread.
 */
final class SilentAddresses {

  private final Map<PeerAddress, Set<TransportAddress>> silent = new HashMap<>();
  private final Set<PeerAddress> exhausted = new HashSet<>();
  private final Set<PeerAddress> seen = new HashSet<>();

  /** The record with the addresses whose turn it is. */
  PeerAddress untried(PeerAddress record) {
    seen.add(record);
    SortedSet<TransportAddress> rest = new TreeSet<>(record.addresses());
    Set<TransportAddress> tried = silent.getOrDefault(record, Set.of());
    rest.removeIf(address -> tried.contains(AddressGuard.plain(address)));
    return rest.isEmpty() ? record : new PeerAddress(record.id(), rest);
  }

  /**
   * Notes that the addresses dialled did not answer.
   *
   * @param othersLeft whether others were not dialled yet
   * @return whether all addresses of the record have had their turn since one answered
   */
  boolean staySilent(PeerAddress record, Collection<TransportAddress> dialled, boolean othersLeft) {
    if (othersLeft) {
      silent.computeIfAbsent(record, any -> new HashSet<>()).addAll(dialled);
    } else {
      silent.remove(record); // the next round begins with the first address
      exhausted.add(record);
    }
    return exhausted.contains(record);
  }

  /** Notes that somebody is there. */
  void spoke(PeerAddress record) {
    silent.remove(record);
    exhausted.remove(record);
  }

  /** Forgets the records that nobody asked about since the last call. */
  void forgetUnseen() {
    silent.keySet().retainAll(seen);
    exhausted.retainAll(seen);
    seen.clear();
  }
}
