package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.DhtBootstrapBuilder;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.cli.render.EventView;
import io.mosaik.cli.render.Json;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Joins a network and stays. */
@Command(
    name = "beacon",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Joins a network and stays in it until Ctrl+C: others find it, and it prints whom it finds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik beacon --network my-app",
      "  mosaik beacon --network my-app --dht-bootstrap 127.0.0.1:16881 --count 3",
      "  mosaik beacon --network my-app --http 127.0.0.1:9464",
      "  mosaik beacon -n my-app --secret-file key.txt --address 203.0.113.7:4433"
    })
final class BeaconCommand implements Callable<Integer> {

  /** Each peer has sockets, threads and keys of its own. */
  private static final int MAX_COUNT = 100;

  private final Surroundings surroundings;

  @Option(
      names = "--bind",
      paramLabel = "ADDR:PORT",
      converter = SocketAddressConverter.class,
      description = {
        "Where to listen for other peers; port 0 means any.",
        "Twice for an IPv4 and an IPv6 address."
      })
  private List<InetSocketAddress> bind = List.of();

  @Option(
      names = "--address",
      split = ",",
      paramLabel = "ADDR:PORT",
      description = {
        "Where else others reach this peer, beyond what its sockets and the DHT tell.",
        "May be given more than once."
      })
  private List<String> addresses = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "Run this many peers, each with a key of its own (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--poll",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = {
        "How often to look at the slots once somebody is known; every five seconds at most while"
            + " nobody is (default: ${DEFAULT-VALUE})."
      })
  private int pollSeconds;

  @Mixin private NetworkOption networkOption;
  @Mixin private SecretOptions secret;
  @Mixin private ClientOptions clientOptions;
  @Mixin private HttpOptions http;
  @Mixin private OutputOptions output;

  BeaconCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    NetworkId network = checkOptions();
    List<KeyPair> identities = identities();
    if (output.json()) {
      String id = network.toString();
      surroundings.printJson(
          Json.event("beacon_starting").with("network", id).with("count", count));
    }
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      http.start(surroundings, output, lifetime);
      List<DhtClient> clients = clientOptions.startNode(surroundings, lifetime);
      clients.forEach(http::metrics);
      List<DhtBootstrap> peers = new CopyOnWriteArrayList<>();
      lifetime.closeAtEnd(() -> closeTogether(peers));
      for (KeyPair keys : identities) {
        DhtBootstrap peer = start(network, keys, clients);
        peers.add(peer);
        monitor(peer);
      }
      http.started();
      lifetime.await();
      return 0;
    }
  }

  /** A node that may look often may do so before it knows anybody, too. */
  private Duration lonelyInterval() {
    Duration usual = BootstrapSettings.Polling.DEFAULT.lonely();
    Duration connected = Duration.ofSeconds(pollSeconds);
    return connected.compareTo(usual) < 0 ? connected : usual;
  }

  /** Refuses what cannot work before anything starts, and returns the network. */
  private NetworkId checkOptions() {
    Limits.check("--poll", pollSeconds, 1, TimeoutOption.MAX_SECONDS);
    Limits.check("--count", count, 1, MAX_COUNT);
    configuredAddresses();
    clientOptions.check();
    bind.forEach(address -> LocalSockets.checkUdp("--bind", address));
    boolean fixedPort = bind.stream().anyMatch(address -> address.getPort() != 0);
    if (count > 1 && (fixedPort || !addresses.isEmpty())) {
      throw CommandFailure.usage(
          "several peers cannot share one address: leave out --count, or --address and the port");
    }
    if (count > 1 && secret.given(surroundings).isPresent()) {
      throw CommandFailure.usage("one secret makes one peer: leave out --count, or the secret");
    }
    return networkOption.id(surroundings, output);
  }

  private List<KeyPair> identities() {
    if (count == 1) {
      return List.of(secret.givenOrFresh(surroundings));
    }
    List<KeyPair> fresh = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fresh.add(KeyPair.generate(surroundings.ambient().random()));
    }
    return fresh;
  }

  /** A relay may stand in for the DHT: ready is a peer that anybody answers, not the DHT node. */
  private void monitor(DhtBootstrap peer) {
    if (count == 1) {
      http.metrics(peer);
      http.check("bootstrap", peer);
    } else {
      http.metrics(peer, peer.id().toShortHex());
      http.check("bootstrap-" + peer.id().toShortHex(), peer);
    }
  }

  private DhtBootstrap start(NetworkId network, KeyPair keys, List<DhtClient> clients) {
    String prefix = count == 1 ? "" : keys.peerId().toShortHex() + "  ";
    DhtBootstrapBuilder builder =
        DhtBootstrap.builder()
            .network(network)
            .identity(keys)
            .bindAddresses(bind.isEmpty() ? clientOptions.defaultPeerBind() : bind)
            .addresses(configuredAddresses())
            .ambient(surroundings.ambient())
            .pollIntervals(lonelyInterval(), Duration.ofSeconds(pollSeconds))
            .onEvent(event -> show(event, prefix, keys));
    clients.forEach(builder::dhtClient);
    DhtBootstrap bootstrap = builder.start();
    introduce(network, bootstrap.address());
    return bootstrap;
  }

  /** Each may take seconds to leave its slot: all at once, so that many take no longer than one. */
  private static void closeTogether(List<DhtBootstrap> peers) throws InterruptedException {
    List<Thread> closing =
        peers.stream().map(peer -> new Thread(peer::close, "mosaik-leaving")).toList();
    closing.forEach(Thread::start);
    for (Thread thread : closing) {
      thread.join();
    }
  }

  private List<TransportAddress> configuredAddresses() {
    try {
      return addresses.stream().<TransportAddress>map(TransportAddress::parseIp).toList();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--address: " + e.getMessage());
    }
  }

  private void introduce(NetworkId network, PeerAddress address) {
    if (output.json()) {
      surroundings.printJson(
          Json.event("beacon_started").with("network", network.toString()).withLocalPeer(address));
      return;
    }
    surroundings
        .terminal()
        .print(
            "peer "
                + address.id()
                + "  "
                + address.addresses().stream()
                    .map(TransportAddress::toString)
                    .collect(Collectors.joining(", ")));
  }

  private void show(BootstrapEvent event, String prefix, KeyPair keys) {
    if (output.json()) {
      Instant now = surroundings.ambient().wallClock().instant();
      EventView.json(event, keys.peerId(), now).ifPresent(surroundings::printJson);
    } else {
      EventView.text(event).ifPresent(line -> surroundings.terminal().print(prefix + line));
    }
  }
}
