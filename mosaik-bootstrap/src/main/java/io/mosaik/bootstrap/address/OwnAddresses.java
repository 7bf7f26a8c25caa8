package io.mosaik.bootstrap.address;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.ip.IpScope;
import io.mosaik.bootstrap.record.PeerRecord;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * How long another external address must have been the only one seen before it replaces the one
   * that we have told others. The votes behind a single observation are counted by the DHT node.
   */
  public static final Duration QUIET = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

  private enum Family {
    V4,
    V6;

    static Family of(InetAddress address) {
      return address instanceof Inet4Address ? V4 : V6;
    }
  }

  private final PeerId self;
  private final Map<Family, Observation> observations = new EnumMap<>(Family.class);
  private SortedSet<TransportAddress> configured = new TreeSet<>();
  private PeerAddress current;
  private PeerAddress publishable;
  private SortedSet<TransportAddress> leftOut = new TreeSet<>();

  /**
   * Starts with the configured addresses only.
   *
   * @param self who we are
   * @param configured addresses that the user vouches for
   * @throws IllegalArgumentException if nobody could dial one of them: a wildcard, a group, port 0
   */
  public OwnAddresses(PeerId self, Collection<? extends TransportAddress> configured) {
    this.self = self;
    configure(configured);
    this.current = PeerAddress.of(self, this.configured);
    this.publishable = PeerRecord.publishable(current);
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
   * @param external our IP addresses as the DHT clients see them, the most trusted client's first
   * @param now the present
   * @return the addresses from now on
   */
  public synchronized PeerAddress update(
      Collection<? extends TransportAddress> listening, List<InetAddress> external, Deadline now) {
    observe(external, now);
    SortedSet<TransportAddress> merged = new TreeSet<>(configured);
    merged.addAll(tellable(listening));
    observations.values().forEach(seen -> merged.addAll(withPorts(seen.accepted, listening)));
    current = PeerAddress.of(self, merged);
    publishable = PeerRecord.publishable(current);
    sayWhatIsLeftOut();
    return current;
  }

  private void observe(List<InetAddress> external, Deadline now) {
    for (Family family : Family.values()) {
      external.stream()
          .filter(address -> Family.of(address) == family && isOneHost(address))
          .findFirst()
          .ifPresent(
              address ->
                  observations
                      .computeIfAbsent(family, any -> new Observation(address))
                      .observe(address, now));
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
   * Those of the addresses that our record mentions, as of the last update.
   *
   * @return who we are and what others read
   */
  public synchronized PeerAddress publishable() {
    return publishable;
  }

  /**
   * Whether there is nothing to tell others, so that the node only reads.
   *
   * @return true if no address is known that a record can carry
   */
  public synchronized boolean isReadOnly() {
    return publishable.addresses().isEmpty();
  }

  /** Once, and again when it changes. */
  private void sayWhatIsLeftOut() {
    SortedSet<TransportAddress> missing = new TreeSet<>(current.addresses());
    missing.removeAll(publishable.addresses());
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

  /** What the others see of us in one family. */
  private static final class Observation {

    private InetAddress accepted;
    private Optional<InetAddress> candidate = Optional.empty();
    private Deadline candidateSince = Deadline.NEVER;

    Observation(InetAddress first) {
      this.accepted = first;
    }

    void observe(InetAddress seen, Deadline now) {
      if (seen.equals(accepted)) {
        candidate = Optional.empty();
      } else if (candidate.isEmpty() || !candidate.get().equals(seen)) {
        candidate = Optional.of(seen);
        candidateSince = now;
      } else if (candidateSince.plus(QUIET).hasPassed(now)) {
        LOG.info("our external address changed from {} to {}", accepted, seen);
        accepted = seen;
        candidate = Optional.empty();
      }
    }
  }
}
