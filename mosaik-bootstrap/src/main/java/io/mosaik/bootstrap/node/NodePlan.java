package io.mosaik.bootstrap.node;

import io.mosaik.api.Dialect;
import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.Provider;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.address.AddressLimits;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.bootstrap.provider.SearchPath;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a user asked for.
 *
 * <p>Immutable.
 *
 * @param chain the slots of the network
 * @param identity who the node is
 * @param self how the node presents itself
 * @param mechanism how the node behaves
 * @param modules where its instances come from
 * @param listeners who hears of everything
 * @param callbacks where futures complete and listeners are called; empty for a pool of our own
 * @param ambient time and chance
 */
public record NodePlan(
    Chain chain,
    KeyPair identity,
    Self self,
    Mechanism mechanism,
    Modules modules,
    List<Consumer<BootstrapEvent>> listeners,
    Optional<Executor> callbacks,
    Ambient ambient) {

  /** Copies the list. */
  public NodePlan {
    listeners = List.copyOf(listeners);
  }

  /**
   * How the node presents itself.
   *
   * @param addresses where it may be reached, as configured
   * @param bindAddresses where providers bind sockets
   * @param dialect for strangers
   * @param tags what it is for
   */
  public record Self(
      List<TransportAddress> addresses,
      List<InetSocketAddress> bindAddresses,
      Dialect dialect,
      SortedSet<Digest> tags) {}

  /**
   * How the node behaves.
   *
   * @param settings the numbers of the mechanism
   * @param limits what strangers' addresses may make us do
   * @param readOnly whether nothing is ever written
   * @param observer whether providers serve nothing; implies {@code readOnly}
   * @param pinging whether peers are asked if they are alive
   */
  public record Mechanism(
      BootstrapSettings settings,
      AddressLimits limits,
      boolean readOnly,
      boolean observer,
      boolean pinging) {}

  /**
   * Where the instances come from. An instance given switches the look-up of its SPI off.
   *
   * @param dhtClients given
   * @param pingers given
   * @param sinks given
   * @param providers given, of any SPI
   * @param options of providers, by the id of the provider
   * @param path where to look for providers
   */
  public record Modules(
      List<DhtClient> dhtClients,
      List<PeerPinger> pingers,
      List<DiscoverySink> sinks,
      List<Provider<?>> providers,
      Map<String, Map<String, String>> options,
      SearchPath path) {

    /** Copies the collections. */
    public Modules {
      dhtClients = List.copyOf(dhtClients);
      pingers = List.copyOf(pingers);
      sinks = List.copyOf(sinks);
      providers = List.copyOf(providers);
      options = Map.copyOf(options);
    }

    /** Returns the providers of one SPI that the user gave. */
    <P> List<P> providers(Class<P> spi) {
      return providers.stream().filter(spi::isInstance).map(spi::cast).toList();
    }
  }
}
