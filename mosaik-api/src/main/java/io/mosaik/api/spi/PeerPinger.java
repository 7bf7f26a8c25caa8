package io.mosaik.api.spi;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Finds out whether a peer is alive and is who its record says.
 *
 * <p>Thread-safe and non-blocking. Stages complete on the executor of the {@link NodeContext}, and
 * never exceptionally but by cancellation: what goes wrong is an outcome. Cancelling {@code
 * stage.toCompletableFuture()} gives the ping up.
 */
public interface PeerPinger extends AutoCloseable {

  /**
   * What this pinger is called in reports and logs.
   *
   * @return a short name, such as {@code quic}
   */
  String name();

  /**
   * Pings a peer at all of its addresses that this pinger reaches, until one answers.
   *
   * @param address who and where
   * @param timeout the limit for the whole exchange, from the first datagram to the verified entry
   * @return completes with the outcome, within {@code timeout} or shortly after
   */
  CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout);

  /**
   * Returns whether an authenticated answer ever came back from an address, or from its site (IPv4
   * /24, IPv6 /48), as far as this pinger remembers. Where nothing came back, few and fewer pings
   * are sent, because records are written by strangers and may name a third party; a pinger over
   * datagrams should send a single one there until something comes back.
   *
   * @param address an address of a kind that this pinger reaches
   * @return by default false, which costs no peer its ping, but makes pings to public addresses
   *     rare
   */
  default boolean hasHeardFrom(TransportAddress address) {
    return false;
  }

  /**
   * The kinds of addresses that this pinger can use.
   *
   * @return at least one kind
   */
  Set<TransportAddress.Kind> reaches();

  /**
   * The addresses at which others can ping us, as far as this pinger knows: concrete ones, no
   * wildcards.
   *
   * @return the addresses, possibly none
   */
  Set<TransportAddress> localAddresses();

  /**
   * Listens for peers that pinged us and proved who they are. Their address is the one that they
   * pinged us from.
   *
   * @param listener is called on the executor of the {@link NodeContext}, possibly often
   * @return closes the subscription
   */
  Subscription onPeerMet(Consumer<PeerAddress> listener);

  /** Ends the calls to a listener. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {

    /** Ends the calls. Idempotent. */
    @Override
    void close();
  }

  /**
   * Gives up what is under way and frees sockets and threads. Pending pings end with {@link
   * PingOutcome.Reason#LOCAL_FAILURE}. Idempotent; blocks no longer than two seconds.
   */
  @Override
  void close();
}
