package io.mosaik.dht.routing;

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
 * as many different /16 networks, an address of a private network or of loopback {@value
 * #LOCAL_VOTERS} voters from there, and a known address is replaced only after {@link #QUIET}
 * without a confirmation. A vote confirms it only as long as enough others still agree, or a single
 * voter could hold on to an address that we have lost.
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

  private static final int NETWORK_PREFIX_BYTES = 2;

  private final Map<Bytes, InetAddress> votes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, InetAddress> eldest) {
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
  public boolean vote(InetSocketAddress voter, InetAddress seen, Deadline now) {
    AddressScope scope = AddressScope.of(seen);
    boolean local = isLocal(AddressScope.of(voter.getAddress()));
    if (scope == AddressScope.UNUSABLE || isLocal(scope) != local) {
      return false;
    }
    votes.put(identity(voter, local), seen);
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

  private long supporters(InetAddress seen) {
    return votes.values().stream().filter(seen::equals).count();
  }

  private static boolean isLocal(AddressScope scope) {
    return scope == AddressScope.LOOPBACK || scope == AddressScope.PRIVATE;
  }

  /** One vote for a /16 network of the public internet, but one for each node of a private one. */
  private static Bytes identity(InetSocketAddress voter, boolean local) {
    Bytes host = Bytes.of(voter.getAddress().getAddress());
    int port = voter.getPort();
    return local
        ? host.concat(Bytes.of(new byte[] {(byte) (port >>> 8), (byte) port}))
        : host.slice(0, NETWORK_PREFIX_BYTES);
  }
}
