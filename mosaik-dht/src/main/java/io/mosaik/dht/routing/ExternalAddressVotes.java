package io.mosaik.dht.routing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out our own address from what answering nodes say they see (BEP 42, {@code ip}). A few
 * liars must not be able to change it: a public address needs {@value #PUBLIC_VOTERS} voters from
 * as many different /16 networks (of IPv6: /32), an address of a private network or of loopback
 * {@value #LOCAL_VOTERS} voters from there, and a known address is replaced only after {@link
 * #QUIET} without a confirmation. A vote confirms it only as long as enough others still agree, or
 * a single voter could hold on to an address that we have lost.
 *
 * <p>Confined to its owner's thread. Bounded: the last vote of each of the {@value #MAX_VOTERS}
 * voters heard last.
 */
public final class ExternalAddressVotes {

  /** How many different /16 networks must agree on a public address. */
  static final int PUBLIC_VOTERS = 5;

  /** How many nodes must agree on an address that is not public. */
  static final int LOCAL_VOTERS = 2;

  /** How long nobody must have confirmed an address before another takes its place. */
  static final Duration QUIET = Duration.ofMinutes(10);

  static final int MAX_VOTERS = 64;

  private static final int IPV4_PREFIX_BYTES = 2;

  /** What one provider has of IPv6, as it has a /16 of IPv4. Our choice. */
  private static final int IPV6_PREFIX_BYTES = 4;

  private final Map<Bytes, InetSocketAddress> votes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, InetSocketAddress> eldest) {
          return size() > MAX_VOTERS;
        }
      };
  private Optional<InetAddress> winner = Optional.empty();
  private Deadline lastConfirmed = Deadline.NEVER;

  /**
   * A node that we asked has said which address our query came from.
   *
   * @return whether {@link #winner()} has changed
   */
  public boolean vote(InetSocketAddress voter, InetSocketAddress endpoint, Deadline now) {
    InetAddress seen = endpoint.getAddress();
    AddressScope scope = AddressScope.of(seen);
    boolean local = isLocal(AddressScope.of(voter.getAddress()));
    if (scope == AddressScope.UNUSABLE
        || isLocal(scope) != local
        || AddressFamily.of(seen) != AddressFamily.of(voter.getAddress())) {
      return false;
    }
    votes.put(identity(voter, local), endpoint);
    int needed = local ? LOCAL_VOTERS : PUBLIC_VOTERS;
    if (supporters(seen) < needed) {
      return false;
    }
    if (winner.equals(Optional.of(seen))) {
      lastConfirmed = now;
      return false;
    }
    if (winner.isPresent() && !lastConfirmed.plus(QUIET).hasPassed(now)) {
      return false;
    }
    winner = Optional.of(seen);
    lastConfirmed = now;
    return true;
  }

  /** Our own address as the others see it, once enough of them agree. */
  public Optional<InetAddress> winner() {
    return winner;
  }

  /** That address, and the port that most of those who agree on it have seen. */
  public Optional<InetSocketAddress> winnerEndpoint() {
    return winner.flatMap(
        host ->
            votes.values().stream()
                .filter(seen -> seen.getAddress().equals(host))
                .collect(groupingBy(seen -> seen, counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey));
  }

  private long supporters(InetAddress seen) {
    return votes.values().stream().filter(vote -> vote.getAddress().equals(seen)).count();
  }

  private static boolean isLocal(AddressScope scope) {
    return scope == AddressScope.LOOPBACK || scope == AddressScope.PRIVATE;
  }

  /**
   * One vote for a /16 network of the public internet, for a /32 of IPv6, but one for each node of
   * a private one.
   */
  private static Bytes identity(InetSocketAddress voter, boolean local) {
    Bytes host = Bytes.of(voter.getAddress().getAddress());
    int port = voter.getPort();
    boolean isIpv4 = AddressFamily.IPV4.contains(voter.getAddress());
    return local
        ? host.concat(Bytes.of(new byte[] {(byte) (port >>> 8), (byte) port}))
        : host.slice(0, isIpv4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES);
  }
}
