package io.mosaik.bootstrap.address;

import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressLimits.Budget;
import io.mosaik.internal.IpPrefix;
import io.mosaik.internal.IpScope;
import io.mosaik.internal.KeyedTokenBuckets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Budgets of handshakes towards the addresses that records name. Slots can be written by anyone who
 * knows the network, so no slot may use up what an honest record in another slot needs, and all
 * slots together may not flood a third party.
 *
 * <p>Towards a prefix from which nothing ever came back each slot has a token bucket of its own:
 * {@value #SILENT_BURST} handshakes, then one every 40 s. With one Initial packet a handshake, 16
 * slots send less than 2 MB an hour to a /24 or /48. Once something came back, each slot has one
 * handshake per IP address and scan, and what goes beyond comes out of a sliding minute that all
 * slots share.
 *
 * <p>Confined to its caller's thread; reads no clock. Memory is bounded.
 */
final class DialBudgets {

  /** Prefix lengths of an attackable site: IPv4 /24, IPv6 /48. */
  private static final int V4_BITS = 24;

  private static final int V6_BITS = 48;

  /** The most handshakes at once from one slot towards a silent prefix. */
  static final int SILENT_BURST = 2;

  /** The time after which a slot may try a silent prefix again. */
  static final Duration SILENT_INTERVAL = Duration.ofSeconds(40);

  /** The most prefixes, and pairs of slot and prefix, that are remembered. */
  static final int MAX_TRACKED = 4096;

  private record SlotAndPrefix(int slot, IpPrefix prefix) {}

  private record SlotAndIp(int slot, boolean last, InetAddress ip) {}

  private final Budget perIp;
  private final HandshakeBudget shared;
  private final KeyedTokenBuckets<SlotAndPrefix> silent =
      new KeyedTokenBuckets<>(SILENT_BURST, SILENT_INTERVAL.toNanos(), MAX_TRACKED);
  private final Map<IpPrefix, Boolean> responsive = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<SlotAndIp> served = new HashSet<>();

  DialBudgets(Budget perIp) {
    this.perIp = perIp;
    this.shared = new HandshakeBudget(perIp.most());
  }

  /** Starts a new scan: each slot is served again. */
  void scanStarted() {
    served.clear();
  }

  /** Notes that a datagram came back from an address. */
  void heardFrom(InetAddress address) {
    responsive.put(prefix(address), true);
    if (responsive.size() > MAX_TRACKED) {
      responsive.remove(responsive.keySet().iterator().next());
    }
  }

  /** Returns the prefix whose budget an address counts for. */
  static IpPrefix prefix(InetAddress address) {
    return IpPrefix.of(address, V4_BITS, V6_BITS);
  }

  /** Returns whether budgets hold for an address at all. */
  boolean covers(InetAddress address) {
    return perIp.covers(IpScope.of(address));
  }

  /**
   * Takes one handshake out of the budget of an address.
   *
   * @param origin whose record names the address
   * @return whether it may be dialled
   */
  boolean spend(DialOrigin origin, InetAddress address, Deadline now) {
    if (!covers(address)) {
      return true;
    }
    InetAddress target = IpScope.unwrap(address);
    boolean isSilent =
        IpScope.of(target) == IpScope.PUBLIC && !responsive.containsKey(prefix(target));
    if (isSilent
        && !trySilent(new SlotAndPrefix(origin.slot(), prefix(target)), origin.last(), now)) {
      return false;
    }
    if (perIp.everywhere()) {
      return shared.spend(target, now); // as configured, to the letter
    }
    return isSilent
        || served.add(new SlotAndIp(origin.slot(), origin.last(), target))
        || shared.spend(target, now);
  }

  /** Leaves a token for the record that the lookup ends with, whatever older versions name. */
  private boolean trySilent(SlotAndPrefix key, boolean last, Deadline now) {
    long nanos = now.nanos();
    return (last || silent.isAvailable(key, SILENT_BURST, nanos))
        && silent.tryAcquire(key, 1, nanos);
  }
}
