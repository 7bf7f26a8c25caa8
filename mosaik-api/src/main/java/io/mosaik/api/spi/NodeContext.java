package io.mosaik.api.spi;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.time.Ambient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** What a provider learns about the node that it makes an instance for. Thread-safe. */
public interface NodeContext {

  /**
   * The network of the node.
   *
   * @return the network id
   */
  NetworkId networkId();

  /**
   * Who the node is.
   *
   * @return its key pair
   */
  KeyPair identity();

  /**
   * Time and chance.
   *
   * @return what the node takes from its surroundings
   */
  Ambient ambient();

  /**
   * What the node says about itself at this moment, freshly signed, its version raised.
   *
   * @param dialect how to lay it out
   * @return a new signed entry
   */
  SignedPeerEntry currentEntry(Dialect dialect);

  /**
   * The dialect to answer strangers in when nothing tells theirs.
   *
   * @return the configured dialect
   */
  Dialect configuredDialect();

  /**
   * Where to bind sockets for traffic between peers.
   *
   * @return local addresses; empty if the module's default applies. Port 0 stands for any port. A
   *     module that cannot bind to several of one family says so by failing
   */
  List<InetSocketAddress> bindAddresses();

  /**
   * Returns whether the node only observes: it reads the store and pings peers, but is no peer
   * itself. A pinger made for an observer serves no protocol, so that nobody who pings it back
   * takes it for a peer, and names no local addresses.
   *
   * @return true if nothing may be served
   * @implSpec returns false
   */
  default boolean isObserver() {
    return false;
  }

  /**
   * Options that the user gave under the id of the provider.
   *
   * @return option values by name, unmodifiable
   */
  Map<String, String> options();

  /**
   * Where futures complete and listeners are called.
   *
   * @return an executor that is never an event loop
   */
  Executor callbackExecutor();
}
