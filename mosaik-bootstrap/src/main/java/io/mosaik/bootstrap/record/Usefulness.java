package io.mosaik.bootstrap.record;

import io.mosaik.api.TransportAddress;
import io.mosaik.internal.IpScope;
import io.mosaik.pkarr.DnsPacket;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;

/**
 * How much an address of ours helps a stranger, most helpful first. A record has room for some
 * dozen addresses, and one that is too large is stored nowhere: the least useful stay out.
 */
enum Usefulness {
  /** The relay that every peer falls back to. */
  FIRST_RELAY,
  /** Reachable from anywhere, or nearly. */
  PUBLIC,
  /** Reachable from the same site. */
  PRIVATE,
  /** A second way round. */
  FURTHER_RELAY,
  /** Reachable from this machine. */
  LOOPBACK,
  /** Reachable from one link, by those who guess which. */
  LINK_LOCAL,
  /** Says again what another address says: IPv4 in the clothes of IPv6. */
  DUPLICATE;

  /**
   * How large a packet may grow for the sake of a helpful address: libtorrent and mldht store no
   * more.
   */
  private static final int MOST = DnsPacket.STORABLE_SIZE;

  /**
   * How large it may grow for the sake of the others: answers of DHT nodes that carry it along with
   * 20 nodes then still fit into one Ethernet frame.
   */
  private static final int COMFORTABLE = 700;

  /** Addresses of ours, the most useful first. */
  static List<TransportAddress> mostUsefulFirst(SortedSet<TransportAddress> addresses) {
    return addresses.stream().sorted(Comparator.comparing(a -> of(a, addresses))).toList();
  }

  /** The size up to which a packet may grow to take in an address of ours, in bytes. */
  static int roomFor(TransportAddress address, SortedSet<TransportAddress> all) {
    Usefulness usefulness = of(address, all);
    return usefulness == LINK_LOCAL || usefulness == DUPLICATE ? COMFORTABLE : MOST;
  }

  private static Usefulness of(TransportAddress address, SortedSet<TransportAddress> all) {
    if (!(address instanceof TransportAddress.Ip ip)) {
      return address.equals(all.first()) ? FIRST_RELAY : FURTHER_RELAY; // relays sort first
    }
    InetAddress target = IpScope.unwrap(ip.address());
    if (IpScope.isV4Mapped(ip.address()) && all.contains(TransportAddress.ip(target, ip.port()))) {
      return DUPLICATE;
    }
    return switch (IpScope.of(ip.address())) {
      case LINK_LOCAL -> LINK_LOCAL;
      case LOOPBACK -> LOOPBACK;
      case PRIVATE -> PRIVATE;
      default -> PUBLIC;
    };
  }
}
