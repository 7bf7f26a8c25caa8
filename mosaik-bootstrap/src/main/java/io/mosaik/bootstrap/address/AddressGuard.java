package io.mosaik.bootstrap.address;

import com.google.common.collect.Lists;
import com.google.common.net.InetAddresses;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.AddressScopes;
import io.mosaik.internal.IpPrefix;
import io.mosaik.internal.IpScope;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides where a stranger's record may make us send packets, and whose find is handed on. Slots
 * can be written by anybody who knows the network, so that without these rules a record would be a
 * command to shower a third party with handshakes, or to introduce the application to one attacker
 * sixteen times.
 *
 * <p>Confined to its caller's thread; reads no clock and opens no socket.
 */
public final class AddressGuard {

  /** The most addresses of one public prefix that a record may have dialled. */
  static final int MAX_PER_PREFIX = 3;

  /** Most useful first, so that the bound per record cuts the least useful. */
  private static final Comparator<TransportAddress> BY_USE =
      Comparator.comparing(AddressGuard::scopeOf);

  private final AddressLimits limits;
  private final DialBudgets budgets;
  private final Map<IpPrefix, Integer> handedOn = new HashMap<>();
  private boolean isOnLoopback;

  /**
   * Starts with nothing sent.
   *
   * @param limits what is allowed
   */
  public AddressGuard(AddressLimits limits) {
    this.limits = limits;
    this.budgets = new DialBudgets(limits.handshakesPerIp());
  }

  /**
   * Takes in whether peers of this node may be on its own host.
   *
   * @param onLoopback whether loopback addresses may be dialled though none is our own
   */
  public void onLoopback(boolean onLoopback) {
    isOnLoopback = onLoopback;
  }

  /** Starts a new scan: the count of peers handed on begins anew. */
  public void scanStarted() {
    handedOn.clear();
    budgets.scanStarted();
  }

  /**
   * Notes that datagrams came back from addresses that were dialled.
   *
   * @param addresses those addresses
   */
  public void heardFrom(Collection<? extends TransportAddress> addresses) {
    for (TransportAddress address : addresses) {
      if (address instanceof TransportAddress.Ip ip) {
        budgets.heardFrom(ip.address());
      }
    }
  }

  /**
   * Leaves out addresses that a record names beyond {@value #MAX_PER_PREFIX} of a /24 or /48:
   * others would only delay the verdict. After a round in which they stayed silent the next ones
   * are considered.
   *
   * @param stranger the peer as its record names it
   * @param round the number of rounds in which all considered addresses stayed silent
   * @return the peer with the addresses that are considered
   */
  public PeerAddress considered(PeerAddress stranger, int round) {
    Map<IpPrefix, List<TransportAddress>> limited = new LinkedHashMap<>();
    List<TransportAddress> considered = new ArrayList<>();
    for (TransportAddress address : stranger.addresses().stream().sorted(BY_USE).toList()) {
      if (address instanceof TransportAddress.Ip ip && budgets.covers(ip.address())) {
        limited
            .computeIfAbsent(DialBudgets.prefix(ip.address()), any -> new ArrayList<>())
            .add(address);
      } else {
        considered.add(address);
      }
    }
    for (List<TransportAddress> ofPrefix : limited.values()) {
      List<List<TransportAddress>> turns = Lists.partition(ofPrefix, MAX_PER_PREFIX);
      considered.addAll(turns.get(round % turns.size()));
    }
    return PeerAddress.of(stranger.id(), considered);
  }

  /**
   * Returns whether all addresses of a peer are such that budgets hold for them.
   *
   * @param stranger the peer
   * @return false if one of them is on a private network, or no IP address
   */
  public boolean isLimited(PeerAddress stranger) {
    return stranger.addresses().stream()
        .allMatch(
            address -> address instanceof TransportAddress.Ip ip && budgets.covers(ip.address()));
  }

  /**
   * Chooses the addresses of a stranger that may be dialled now, and counts them as dialled.
   * IPv4-mapped addresses are dialled as what they are, IPv4.
   *
   * @param stranger who and where, as a record says or as a datagram came from
   * @param origin the slot whose record it is
   * @param reaches the kinds of addresses that our pingers speak
   * @param own our own addresses
   * @param now the present
   * @return what may be dialled
   */
  public Admission admit(
      PeerAddress stranger,
      DialOrigin origin,
      Set<TransportAddress.Kind> reaches,
      Collection<? extends TransportAddress> own,
      Deadline now) {
    boolean loopback = mayDialLoopback(own);
    List<TransportAddress> dial = new ArrayList<>();
    List<Admission.Refusal> refused = new ArrayList<>();
    for (TransportAddress named : stranger.addresses().stream().sorted(BY_USE).toList()) {
      TransportAddress address = plain(named);
      if (dial.contains(address)) {
        continue; // the same in another spelling
      }
      Optional<Admission.Reason> objection =
          reaches.contains(address.kind())
              ? objection(address, loopback)
              : Optional.of(Admission.Reason.NO_PINGER);
      if (objection.isEmpty()) {
        objection = overLimit(address, origin, dial.size(), now);
      }
      objection.ifPresentOrElse(
          reason -> refused.add(new Admission.Refusal(named, reason)), () -> dial.add(address));
    }
    return new Admission(PeerAddress.of(stranger.id(), dial), refused);
  }

  /**
   * The addresses of a stranger that nothing speaks against, whoever may dial them.
   *
   * @param stranger who and where
   * @param own our own addresses
   * @return the stranger without the others
   */
  public PeerAddress permitted(PeerAddress stranger, Collection<? extends TransportAddress> own) {
    boolean loopback = mayDialLoopback(own);
    return PeerAddress.of(
        stranger.id(),
        stranger.addresses().stream()
            .filter(address -> objection(address, loopback).isEmpty())
            .toList());
  }

  /**
   * Whether one more peer may be handed on in this scan, and counts it if so. A peer counts for
   * every prefix that it was dialled at: one that could choose among its addresses would choose an
   * unused one.
   *
   * @param dialled the healthy peer with the addresses that were dialled
   * @return whether to hand it on
   */
  public boolean mayHandOn(PeerAddress dialled) {
    Set<IpPrefix> prefixes = new HashSet<>();
    for (TransportAddress address : dialled.addresses()) {
      if (address instanceof TransportAddress.Ip ip
          && limits.peersPerPrefix().covers(IpScope.of(ip.address()))) {
        prefixes.add(IpPrefix.of(ip.address(), 24, 64));
      }
    }
    int most = limits.peersPerPrefix().most();
    if (prefixes.stream().anyMatch(prefix -> handedOn.getOrDefault(prefix, 0) >= most)) {
      return false;
    }
    prefixes.forEach(prefix -> handedOn.merge(prefix, 1, Integer::sum));
    return true;
  }

  private Optional<Admission.Reason> overLimit(
      TransportAddress address, DialOrigin origin, int before, Deadline now) {
    if (before >= limits.addressesPerRecord()) {
      return Optional.of(Admission.Reason.TOO_MANY);
    }
    boolean withinBudget =
        !(address instanceof TransportAddress.Ip ip) || budgets.spend(origin, ip.address(), now);
    return withinBudget ? Optional.empty() : Optional.of(Admission.Reason.OVER_BUDGET);
  }

  private boolean mayDialLoopback(Collection<? extends TransportAddress> own) {
    return switch (limits.scopes()) {
      case ALL -> true;
      case PUBLIC_ONLY -> false;
      case AUTOMATIC ->
          isOnLoopback || own.stream().anyMatch(address -> scopeOf(address) == IpScope.LOOPBACK);
    };
  }

  private Optional<Admission.Reason> objection(TransportAddress address, boolean loopback) {
    if (address instanceof TransportAddress.Ip ip) {
      return ip.port() == 0
          ? Optional.of(Admission.Reason.PORT_ZERO)
          : objection(ip.address(), loopback);
    }
    if (address instanceof TransportAddress.Relay relay) {
      return hostOf(relay).flatMap(host -> objection(host, loopback));
    }
    return Optional.empty();
  }

  private Optional<Admission.Reason> objection(InetAddress address, boolean loopback) {
    IpScope scope = IpScope.of(address);
    if (limits.scopes() == AddressScopes.PUBLIC_ONLY
        && (scope == IpScope.PRIVATE || scope == IpScope.LINK_LOCAL)) {
      return Optional.of(Admission.Reason.NOT_PUBLIC);
    }
    return switch (scope) {
      case PUBLIC, PRIVATE -> Optional.empty();
      case LOOPBACK -> loopback ? Optional.empty() : Optional.of(Admission.Reason.LOOPBACK);
      case LINK_LOCAL ->
          address instanceof Inet6Address v6 && v6.getScopeId() != 0
              ? Optional.empty()
              : Optional.of(Admission.Reason.LINK_LOCAL_WITHOUT_SCOPE);
      case MULTICAST -> Optional.of(Admission.Reason.MULTICAST);
      case UNSPECIFIED -> Optional.of(Admission.Reason.UNSPECIFIED);
      case BROADCAST, RESERVED -> Optional.of(Admission.Reason.BROADCAST);
    };
  }

  /** The host of a relay if it is an IP address; a name is for the pinger to judge. */
  private static Optional<InetAddress> hostOf(TransportAddress.Relay relay) {
    try {
      String host = new URI(relay.url()).getHost();
      return host != null && InetAddresses.isUriInetAddress(host)
          ? Optional.of(InetAddresses.forUriString(host))
          : Optional.empty();
    } catch (URISyntaxException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * The address that is dialled for one that a record names: for IPv4-mapped ones IPv4.
   *
   * @param address as it is named
   * @return as it is dialled
   */
  public static TransportAddress plain(TransportAddress address) {
    return address instanceof TransportAddress.Ip ip && IpScope.isV4Mapped(ip.address())
        ? TransportAddress.ip(IpScope.unwrap(ip.address()), ip.port())
        : address;
  }

  private static IpScope scopeOf(TransportAddress address) {
    return address instanceof TransportAddress.Ip ip ? IpScope.of(ip.address()) : IpScope.PUBLIC;
  }
}
