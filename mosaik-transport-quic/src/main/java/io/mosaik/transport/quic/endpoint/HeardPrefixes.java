package io.mosaik.transport.quic.endpoint;

import io.mosaik.internal.IpPrefix;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The IP prefixes (IPv4 /24, IPv6 /48) from which authenticated packets of our connections came:
 * the {@value #MAX_PREFIXES} that were noted last. Thread-safe.
 */
final class HeardPrefixes {

  /** The most prefixes that are remembered. */
  static final int MAX_PREFIXES = 4096;

  private static final int V4_BITS = 24;
  private static final int V6_BITS = 48;

  private final Map<IpPrefix, Boolean> prefixes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IpPrefix, Boolean> eldest) {
          return size() > MAX_PREFIXES;
        }
      };

  /** Notes that an authenticated packet came from an address. */
  synchronized void add(InetAddress address) {
    prefixes.put(prefix(address), true);
  }

  /** Returns whether an authenticated packet came from the prefix of an address. */
  synchronized boolean contains(InetAddress address) {
    return prefixes.containsKey(prefix(address));
  }

  private static IpPrefix prefix(InetAddress address) {
    return IpPrefix.of(address, V4_BITS, V6_BITS);
  }
}
