package io.mosaik.it.dht;

import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtEventLoops;
import io.mosaik.dht.DhtMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Servers of ours that found each other through the first of them, each on an address given to it.
 *
 * <p>Confined to the test's thread.
 */
final class OurNetwork implements AutoCloseable {

  private final DhtEventLoops loops = DhtEventLoops.start(2);
  private final List<Dht> nodes = new ArrayList<>();

  /** Starts a server on each host, and waits until all have joined. */
  static OurNetwork start(List<InetAddress> hosts) throws Exception {
    OurNetwork network = new OurNetwork();
    try {
      for (InetAddress host : hosts) {
        network.open(host);
      }
      for (Dht node : network.nodes) {
        node.joined().get(30, TimeUnit.SECONDS);
      }
      return network;
    } catch (Exception | AssertionError failure) {
      network.close();
      throw failure;
    }
  }

  private void open(InetAddress host) {
    DhtConfig config =
        DhtConfig.builder()
            .mode(DhtMode.SERVER)
            .bindAddress(new InetSocketAddress(host, 0))
            .bootstrap(nodes.stream().limit(1).map(Dht::localAddress).toList())
            .eventLoops(loops)
            .build();
    nodes.add(Dht.start(config, Ambient.system()));
  }

  Dht node(int index) {
    return nodes.get(index);
  }

  /** Some of the addresses: more than one, since each may be busy. */
  List<InetSocketAddress> entries() {
    return nodes.subList(1, 4).stream().map(Dht::localAddress).toList();
  }

  @Override
  public void close() {
    nodes.forEach(Dht::close);
    loops.close();
  }
}
