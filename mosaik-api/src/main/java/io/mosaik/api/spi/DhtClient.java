package io.mosaik.api.spi;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Reads and writes signed packets in a store that everybody shares, such as the Mainline DHT (BEP
 * 44) or a pkarr relay. It carries envelopes and never looks inside.
 *
 * <p>Thread-safe and non-blocking. Stages complete on the executor of the {@link NodeContext}.
 * Cancelling {@code stage.toCompletableFuture()} gives the operation up. Failures are {@link
 * DhtException}s.
 */
public interface DhtClient extends AutoCloseable {

  /**
   * What this client is called in reports and logs.
   *
   * @return a short name, such as {@code mainline-dht}
   */
  String name();

  /**
   * Looks for the most recent packet of a key. The client verifies that a packet is the key's own
   * and that its signature holds; it does not judge the content.
   *
   * @param key whose packet
   * @param early is told of each packet that is better than all before, as soon as it comes; the
   *     last one told equals the newest of the resolution. Called one at a time
   * @return completes with what was found and how sure that is; not finding anything is no failure
   */
  CompletionStage<Resolution> resolveMostRecent(PublicKey key, Consumer<SignedPacket> early);

  /**
   * Stores a packet under its key.
   *
   * @param packet what to store
   * @param expected what must be there, for compare-and-swap
   * @return completes when at least one node stored the packet; fails with {@link DhtException}
   *     otherwise
   */
  CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected);

  /**
   * Whether {@link Expected} is honoured by those who store.
   *
   * @return false if an expectation can only be checked before writing, or not at all
   */
  boolean supportsCompareAndSwap();

  /**
   * Whether the answers that this client counts came as datagrams to a UDP socket of ours. Then
   * they show that our own path works, and that a peer which stays silent is gone; an answer over
   * HTTP shows nothing of that kind.
   *
   * @return whether an answer proves that our own UDP works
   * @implSpec returns false, which never does harm
   */
  default boolean answersOverUdp() {
    return false;
  }

  /**
   * Our own IP address as the others see it. Who asks believes it at once and tells others: it is
   * the client that counts the votes of several nodes, and that waits before it names another
   * address than before.
   *
   * @return the address, or empty while it is not known
   */
  default Optional<InetAddress> externalAddress() {
    return Optional.empty();
  }

  /**
   * All our own IP addresses as the others see them, for a client that speaks IPv4 and IPv6.
   *
   * @return at most one address of each family
   * @implSpec returns what {@link #externalAddress()} does
   */
  default List<InetAddress> externalAddresses() {
    return externalAddress().stream().toList();
  }

  /**
   * Returns the IP addresses at which this client enters its store: those of the configured
   * bootstrap nodes or relays, as far as they are known without asking the network. If all are
   * loopback addresses, the node concludes before its first scan that its peers are on this host.
   *
   * @return the addresses, empty if none is known
   * @implSpec returns an empty list
   */
  default List<InetAddress> entryPoints() {
    return List.of();
  }

  /**
   * Gives up what is under way and frees sockets and threads. Pending stages fail with {@link
   * DhtException.Reason#CLOSED}. Idempotent; blocks no longer than two seconds.
   */
  @Override
  void close();
}
