package io.mosaik.bootstrap.address;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.internal.IpScope;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where we may be reached: the configured addresses, those that our pingers listen on, and our
 * external address, as the nodes of the DHT see it, with the ports of the pingers.
 *
 * <p>Thread-safe by its monitor; reads no clock.
 */
public final class OwnAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

  /** How many addresses that this host had are remembered; a bound of ours. */
  private static final int MAX_LOST = 64;

  private enum Family {
    V4,
    V6;

    static Family of(InetAddress address) {
      return address instanceof Inet4Address ? V4 : V6;
    }
  }

  private final PeerId self;
  private final boolean isBoundToLoopback;
  private final Map<Family, InetAddress> observed = new EnumMap<>(Family.class);

  /** Of this host, as far as pingers tell; those that it had and has no more, the oldest first. */
  private Set<InetAddress> local = Set.of();

  private final Set<InetAddress> lost = new LinkedHashSet<>();
  private SortedSet<TransportAddress> configured = new TreeSet<>();
  private PeerAddress current;
  private List<InetAddress> entryPoints = List.of();
  private boolean isSeen;
  private SortedSet<TransportAddress> leftOut = new TreeSet<>();

  /**
   * Starts with the configured addresses only.
   *
   * @param self who we are
   * @param configured addresses that the user vouches for
   * @param bound where pingers are to bind their sockets, empty for their default
   * @throws IllegalArgumentException if nobody could dial one of them: a wildcard, a group, port 0
   */
  public OwnAddresses(
      PeerId self,
      Collection<? extends TransportAddress> configured,
      Collection<InetSocketAddress> bound) {
    this.self = self;
    this.isBoundToLoopback =
        bound.stream()
            .filter(each -> !each.isUnresolved())
            .anyMatch(each -> IpScope.of(each.getAddress()) == IpScope.LOOPBACK);
    configure(configured);
    this.current = PeerAddress.of(self, this.configured);
  }

  /**
   * Replaces the configured addresses, from the next update on.
   *
   * @param addresses addresses that the user vouches for
   * @throws IllegalArgumentException if nobody could dial one of them: a wildcard, a group, port 0
   */
  public synchronized void configure(Collection<? extends TransportAddress> addresses) {
    for (TransportAddress address : addresses) {
      if (!isConcrete(address)) {
        throw new IllegalArgumentException(
            "nobody can dial the configured address "
                + address
                + ": it must be the address of one host, with a port from 1 to 65535");
      }
    }
    configured = new TreeSet<>(addresses);
  }

  /**
   * Takes in what is known at this moment. To be called before every scan and every publish.
   *
   * @param listening where our pingers say that they listen
   * @param external our IP addresses as the DHT clients see them, the most trusted client's first;
   *     believed at once, as a client counts votes and waits before it names another. One that is
   *     no longer named stays until another of its family is
   * @return the addresses from now on
   */
  public synchronized PeerAddress update(
      Collection<? extends TransportAddress> listening, List<InetAddress> external) {
    lookAtHost(listening);
    observe(external.isEmpty() ? expected() : external);
    isSeen = !external.isEmpty();

    SortedSet<TransportAddress> merged = new TreeSet<>(configured);
    merged.addAll(tellable(listening));
    observed.values().forEach(seen -> merged.addAll(withPorts(seen, listening)));
    current = PeerAddress.of(self, merged);
    sayWhatIsLeftOut();
    return current;
  }

  /**
   * A host that moves takes its old address along in nobody's eyes, however late the DHT sees it.
   */
  private void lookAtHost(Collection<? extends TransportAddress> listening) {
    Set<InetAddress> now = new HashSet<>();
    for (TransportAddress address : listening) {
      if (address instanceof TransportAddress.Ip ip && isConcrete(ip)) {
        now.add(ip.address());
      }
    }
    lost.addAll(local);
    lost.removeAll(now);
    local = now;
    while (lost.size() > MAX_LOST) {
      lost.remove(lost.iterator().next());
    }
    observed.values().removeAll(lost);
  }

  private void observe(List<InetAddress> external) {
    for (Family family : Family.values()) {
      external.stream()
          .filter(address -> Family.of(address) == family && isOneHost(address))
          .filter(address -> !lost.contains(address))
          .findFirst()
          .ifPresent(address -> observe(family, address));
    }
  }

  private void observe(Family family, InetAddress seen) {
    InetAddress before = observed.put(family, seen);
    if (before != null && !before.equals(seen)) {
      LOG.info("our external address changed from {} to {}", before, seen);
    }
  }

  /**
   * The addresses as of the last update.
   *
   * @return who we are and where we may be reached
   */
  public synchronized PeerAddress current() {
    return current;
  }

  /**
   * Takes in where the DHT clients enter their stores. A node that enters at loopback addresses
   * only is going to be seen at a loopback address: until the DHT says otherwise, it counts as seen
   * there.
   *
   * @param addresses of bootstrap nodes and relays, as far as they are known
   */
  public synchronized void entryPoints(List<InetAddress> addresses) {
    entryPoints = List.copyOf(addresses);
  }

  /** What those who store are going to call us, as far as it can be known beforehand. */
  private List<InetAddress> expected() {
    boolean isLocal =
        observed.isEmpty() && entryPoints.stream().allMatch(InetAddress::isLoopbackAddress);
    return isLocal ? entryPoints : List.of();
  }

  /**
   * Returns whether peers of this node may be on its own host: it is bound to a loopback address,
   * has one, or is seen at one by those who store.
   *
   * @return whether loopback addresses of others lead where they mean
   */
  public synchronized boolean isOnLoopback() {
    return isBoundToLoopback
        || observed.values().stream().anyMatch(seen -> IpScope.of(seen) == IpScope.LOOPBACK)
        || current.addresses().stream().anyMatch(OwnAddresses::isLoopback);
  }

  /**
   * Returns whether nothing tells where this node is: it has no address, and no DHT client knows
   * where it enters its store or how this node is seen.
   *
   * @return true as long as that is so
   */
  public synchronized boolean isUnknown() {
    return !isSeen && entryPoints.isEmpty() && current.addresses().isEmpty();
  }

  /** Once, and again when it changes. */
  private void sayWhatIsLeftOut() {
    SortedSet<TransportAddress> missing = new TreeSet<>(current.addresses());
    missing.removeAll(PeerRecord.publishable(current).addresses());
    boolean isNews = !missing.equals(leftOut);
    leftOut = missing;
    if (isNews && !missing.isEmpty()) {
      LOG.warn(
          "a record cannot carry {} of our {} addresses, or has no room for them: {}",
          missing.size(),
          current.addresses().size(),
          missing);
    }
  }

  /** What the pingers listen on, without this machine's own view if there is a wider one. */
  private static Collection<TransportAddress> tellable(
      Collection<? extends TransportAddress> listening) {
    SortedSet<TransportAddress> concrete = new TreeSet<>(listening);
    concrete.removeIf(address -> !isConcrete(address));
    SortedSet<TransportAddress> wider = new TreeSet<>(concrete);
    wider.removeIf(OwnAddresses::isLoopback);
    return wider.stream().anyMatch(TransportAddress.Ip.class::isInstance) ? wider : concrete;
  }

  /**
   * An external IP address with each port that a pinger listens on. A socket bound to loopback is
   * not behind an external address that is none.
   */
  private static Collection<TransportAddress> withPorts(
      InetAddress external, Collection<? extends TransportAddress> listening) {
    SortedSet<TransportAddress> dialled = new TreeSet<>();
    for (TransportAddress address : listening) {
      if (address instanceof TransportAddress.Ip ip
          && isConcrete(ip)
          && Family.of(ip.address()) == Family.of(external)
          && (IpScope.of(external) == IpScope.LOOPBACK || !isLoopback(ip))) {
        dialled.add(TransportAddress.ip(external, ip.port()));
      }
    }
    return dialled;
  }

  private static boolean isConcrete(TransportAddress address) {
    return !(address instanceof TransportAddress.Ip ip)
        || ip.port() != 0 && isOneHost(ip.address());
  }

  private static boolean isOneHost(InetAddress address) {
    return switch (IpScope.of(address)) {
      case PUBLIC, PRIVATE, LOOPBACK, LINK_LOCAL -> true;
      case BROADCAST, MULTICAST, UNSPECIFIED, RESERVED -> false;
    };
  }

  private static boolean isLoopback(TransportAddress address) {
    return address instanceof TransportAddress.Ip ip
        && IpScope.of(ip.address()) == IpScope.LOOPBACK;
  }
}
