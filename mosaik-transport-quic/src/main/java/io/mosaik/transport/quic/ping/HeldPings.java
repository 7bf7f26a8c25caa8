package io.mosaik.transport.quic.ping;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.mosaik.internal.IpPrefix;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Pings that are being answered, and which of them gives way to a new one when there are too many:
 * of its source, of its network, or, of all, of the network with the most of them if that holds an
 * undue share, a sixteenth of the places. The oldest gives way that has not asked yet, else the
 * oldest that has its answer and has not closed. So a new ping is always admitted, and whoever
 * holds pings open from few networks only displaces pings of its own; against one who has many,
 * honest pings count on being shorter.
 *
 * <p>A source is an IPv4 address or an IPv6 /64, a network an IPv4 /24 or an IPv6 /48. Confined to
 * one thread.
 *
 * @param <T> the pings, compared by identity or value
 */
public final class HeldPings<T> {

  private static final int SOURCE_BITS_V4 = 32;
  private static final int SOURCE_BITS_V6 = 64;
  private static final int NETWORK_BITS_V4 = 24;
  private static final int NETWORK_BITS_V6 = 48;

  private static final int UNDUE_SHARE = 16;

  private static final class Held {

    private final IpPrefix source;
    private final IpPrefix network;
    private boolean answered;

    Held(InetAddress address) {
      source = IpPrefix.of(address, SOURCE_BITS_V4, SOURCE_BITS_V6);
      network = IpPrefix.of(address, NETWORK_BITS_V4, NETWORK_BITS_V6);
    }
  }

  private final int max;
  private final int maxPerSource;
  private final int maxPerNetwork;
  private final Map<T, Held> oldestFirst = new LinkedHashMap<>();
  private final Multiset<IpPrefix> sources = HashMultiset.create();
  private final Multiset<IpPrefix> networks = HashMultiset.create();

  /**
   * Creates an empty set.
   *
   * @param max the most pings at once, at least 1
   * @param maxPerSource the most of one source, at least 1
   * @param maxPerNetwork the most of one network, at least 1
   */
  public HeldPings(int max, int maxPerSource, int maxPerNetwork) {
    if (max < 1 || maxPerSource < 1 || maxPerNetwork < 1) {
      throw new IllegalArgumentException(
          "limits must be positive, not " + max + ", " + maxPerSource + " and " + maxPerNetwork);
    }
    this.max = max;
    this.maxPerSource = maxPerSource;
    this.maxPerNetwork = maxPerNetwork;
  }

  /**
   * Admits a new ping.
   *
   * @param ping the ping
   * @param address where it comes from
   * @return the ping that gives way to it, which is no longer held; empty if there is room
   */
  public Optional<T> admit(T ping, InetAddress address) {
    Held held = new Held(address);
    Optional<T> victim = victimFor(held);
    victim.ifPresent(this::remove);
    oldestFirst.put(ping, held);
    sources.add(held.source);
    networks.add(held.network);
    return victim;
  }

  /**
   * Records that a ping has got its answer.
   *
   * @param ping a ping; nothing happens if it is not held any more
   */
  public void onAnswered(T ping) {
    Held held = oldestFirst.get(ping);
    if (held != null) {
      held.answered = true;
    }
  }

  /**
   * Forgets a ping that is over.
   *
   * @param ping a ping; nothing happens if it is not held any more
   */
  public void remove(T ping) {
    Held held = oldestFirst.remove(ping);
    if (held != null) {
      sources.remove(held.source);
      networks.remove(held.network);
    }
  }

  /**
   * Returns the number of pings.
   *
   * @return how many are held
   */
  public int size() {
    return oldestFirst.size();
  }

  private Optional<T> victimFor(Held newcomer) {
    if (sources.count(newcomer.source) >= maxPerSource) {
      return oldest(held -> held.source.equals(newcomer.source));
    }
    if (networks.count(newcomer.network) >= maxPerNetwork) {
      return oldest(held -> held.network.equals(newcomer.network));
    }
    if (oldestFirst.size() >= max) {
      int most = networks.entrySet().stream().mapToInt(Multiset.Entry::getCount).max().orElse(0);
      boolean undue = most > oldestFirst.size() / UNDUE_SHARE;
      return oldest(held -> !undue || networks.count(held.network) == most);
    }
    return Optional.empty();
  }

  private Optional<T> oldest(Predicate<Held> among) {
    return first(among.and(held -> !held.answered)).or(() -> first(among));
  }

  private Optional<T> first(Predicate<Held> wanted) {
    return oldestFirst.entrySet().stream()
        .filter(each -> wanted.test(each.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
