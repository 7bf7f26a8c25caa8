package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerId;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.cli.render.DemoView;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One peer of the demonstration: a node of its own, with a DHT socket and a QUIC socket of its own.
 * Whom it has found counts only once a ping has proved who that is.
 *
 * <p>Thread-safe by its monitor and a concurrent set.
 */
final class DemoPeer implements AutoCloseable {

  static final String NETWORK = "mosaik-demo";

  /** In place of 5 s, so that nobody has to wait. */
  static final Duration LONELY = Duration.ofMillis(500);

  /** In place of 60 s, so that nobody has to wait. */
  static final Duration CONNECTED = Duration.ofSeconds(1);

  private final Ambient ambient;
  private final int number;
  private final Dht dht;
  private final DhtBootstrap bootstrap;
  private final Deadline started;
  private final Set<PeerId> found = ConcurrentHashMap.newKeySet();
  private Optional<Duration> firstPeerAfter = Optional.empty();

  private DemoPeer(int number, TestNetwork network, Ambient ambient) {
    this.ambient = ambient;
    this.number = number;
    this.started = ambient.monotonic().now();
    this.dht = Dht.start(network.clientConfig().build(), ambient);
    this.bootstrap =
        DhtBootstrap.builder()
            .network(NETWORK)
            .identity(KeyPair.generate(ambient.random()))
            .bindAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .dhtClient(dht)
            .pollIntervals(LONELY, CONNECTED)
            .ambient(ambient)
            .onEvent(this::hear)
            .start();
  }

  static DemoPeer start(int number, TestNetwork network, Ambient ambient) {
    return new DemoPeer(number, network, ambient);
  }

  /** Registers what there is to see of this peer. */
  void register(HttpOptions http) {
    String name = "peer-" + number;
    http.metrics(dht, name);
    http.metrics(bootstrap, name);
    http.check(name, bootstrap);
  }

  PeerId id() {
    return bootstrap.id();
  }

  boolean holdsSlot() {
    return bootstrap.heldSlot().isPresent();
  }

  boolean knows(DemoPeer other) {
    return found.contains(other.id());
  }

  synchronized DemoView.Progress progress() {
    return new DemoView.Progress(number, id(), bootstrap.heldSlot(), found.size(), firstPeerAfter);
  }

  private void hear(BootstrapEvent event) {
    if (event instanceof BootstrapEvent.PeerDiscovered peer) {
      remember(peer.address().id());
    }
  }

  private synchronized void remember(PeerId id) {
    if (found.add(id) && firstPeerAfter.isEmpty()) {
      firstPeerAfter = Optional.of(started.until(ambient.monotonic().now()));
    }
  }

  @Override
  public void close() {
    bootstrap.close();
    dht.close();
  }
}
