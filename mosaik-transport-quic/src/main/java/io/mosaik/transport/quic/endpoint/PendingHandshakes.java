package io.mosaik.transport.quic.endpoint;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.mosaik.internal.IpPrefix;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Clients whose handshake is not complete, oldest first, and who of them gives way to a new client
 * when there are too many: never the new one, or those who hold handshakes open would keep everyone
 * else out. Confined to one thread.
 *
 * <p>A source is an IPv4 address or an IPv6 /64, a network an IPv4 /24 or an IPv6 /48: what one
 * party is easily given. Searches are as long as there are handshakes, and happen only at a limit.
 */
final class PendingHandshakes {

  private static final int SOURCE_BITS_V4 = 32;
  private static final int SOURCE_BITS_V6 = 64;
  private static final int NETWORK_BITS_V4 = 24;
  private static final int NETWORK_BITS_V6 = 48;

  private static final int UNDUE_SHARE = 16;

  private final Set<Member> oldestFirst = new LinkedHashSet<>();
  private final Multiset<IpPrefix> sources = HashMultiset.create();
  private final Multiset<IpPrefix> networks = HashMultiset.create();

  int size() {
    return oldestFirst.size();
  }

  /** The number of handshakes from the source of an address. */
  int sizeOfSource(InetAddress address) {
    return sources.count(source(address));
  }

  void add(Member member) {
    if (oldestFirst.add(member)) {
      sources.add(source(member.source()));
      networks.add(network(member.source()));
    }
  }

  void remove(Member member) {
    if (oldestFirst.remove(member)) {
      sources.remove(source(member.source()));
      networks.remove(network(member.source()));
    }
  }

  /** Who gives way to another client of the same source. */
  Optional<Member> victimAtSource(InetAddress address) {
    IpPrefix source = source(address);
    return victim(member -> source(member.source()).equals(source));
  }

  /**
   * Who gives way to any other client: the oldest that has failed already, else the oldest that has
   * not shown that it is where its datagrams come from, else the oldest of the network with the
   * most handshakes if that holds an undue share, a sixteenth of them, else the oldest: someone who
   * has many networks must not make the busiest honest one the first to go.
   */
  Optional<Member> victim() {
    int most = networks.entrySet().stream().mapToInt(Multiset.Entry::getCount).max().orElse(0);
    boolean undue = most > oldestFirst.size() / UNDUE_SHARE;
    return first(member -> !member.connection().isOpen())
        .or(() -> first(member -> !member.connection().isPeerAddressValidated()))
        .or(() -> first(member -> !undue || networks.count(network(member.source())) == most));
  }

  private Optional<Member> victim(Predicate<Member> among) {
    return first(among.and(member -> !member.connection().isOpen()))
        .or(() -> first(among.and(member -> !member.connection().isPeerAddressValidated())))
        .or(() -> first(among));
  }

  private Optional<Member> first(Predicate<Member> wanted) {
    return oldestFirst.stream().filter(wanted).findFirst();
  }

  private static IpPrefix source(InetAddress address) {
    return IpPrefix.of(address, SOURCE_BITS_V4, SOURCE_BITS_V6);
  }

  private static IpPrefix network(InetAddress address) {
    return IpPrefix.of(address, NETWORK_BITS_V4, NETWORK_BITS_V6);
  }
}
