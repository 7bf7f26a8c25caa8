package io.mosaik.cli.command;

import io.mosaik.api.spi.DhtClient;
import io.mosaik.pkarr.PkarrRelayClient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to read and write records: through the DHT, through relays, or through both. */
final class ClientOptions {

  @Mixin private DhtOptions dht;

  @Option(
      names = "--pkarr-relay",
      split = ",",
      paramLabel = "URL",
      description = {
        "Relays to use beside the DHT, where UDP does not reach it; 'defaults' means pkarr's own.",
        "With --dht-bootstrap none they are used instead of it."
      })
  private List<String> relays = List.of();

  /** Where to listen for other peers unless told otherwise. */
  List<InetSocketAddress> defaultPeerBind() {
    return dht.defaultPeerBind();
  }

  /** Refuses what cannot work, before anything starts. */
  void check() {
    if (dht.isNone() && relays.isEmpty()) {
      throw CommandFailure.usage("without the DHT there must be relays: give --pkarr-relay");
    }
    dht.check();
    relayBuilder();
  }

  /** At least one client, closed with {@code lifetime}; the DHT before the relays. */
  List<DhtClient> startClients(Surroundings surroundings, Lifetime lifetime) {
    return start(surroundings, lifetime, dht::startClient);
  }

  /** The same, but the node of the DHT serves if others can reach it. */
  List<DhtClient> startNode(Surroundings surroundings, Lifetime lifetime) {
    return start(surroundings, lifetime, dht::startNode);
  }

  private List<DhtClient> start(
      Surroundings surroundings,
      Lifetime lifetime,
      BiFunction<Surroundings, Lifetime, DhtClient> startDht) {
    List<DhtClient> clients = new ArrayList<>();
    if (!relays.isEmpty()) {
      clients.add(lifetime.closeAtEnd(relayClient(surroundings)));
    }
    if (!dht.isNone()) {
      clients.add(0, startDht.apply(surroundings, lifetime));
    }
    return clients;
  }

  /** The same as one client. */
  RecordStore startStore(Surroundings surroundings, Lifetime lifetime) {
    return new RecordStore(startClients(surroundings, lifetime));
  }

  private PkarrRelayClient relayClient(Surroundings surroundings) {
    return relayBuilder().ambient(surroundings.ambient()).start();
  }

  private PkarrRelayClient.Builder relayBuilder() {
    try {
      return PkarrRelayClient.builder().relays(relays.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--pkarr-relay: " + e.getMessage());
    }
  }
}
