package io.mosaik.testkit.container;

import io.mosaik.dht.DhtConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.lifecycle.Startables;

/**
 * A Mainline DHT that is cut off from the public one: nodes in containers, each with an address of
 * its own, that have joined each other.
 *
 * <pre>{@code
 * try (PrivateDht dht = new PrivateDht(20)) {
 *   dht.start();
 *   DhtConfig client = DhtConfig.builder().bootstrap(dht.hostBootstrap()).build();
 *   …
 * }
 * }</pre>
 *
 * <p>Describe and start it on one thread; it may be read by any.
 */
public final class PrivateDht implements Startable {

  /** As many as are worth giving to somebody who wants to enter. */
  private static final int ENTRIES = 3;

  private final Network network = TestRun.current().newNetwork();
  private final List<MainlineDhtContainer> nodes;

  /**
   * Describes a DHT.
   *
   * @param size how many nodes, at least 1
   */
  public PrivateDht(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a DHT has at least 1 node, not " + size);
    }
    List<MainlineDhtContainer> described = new ArrayList<>();
    List<Integer> ports = publicPorts();
    for (int i = 0; i < size; i++) {
      MainlineDhtContainer node = new MainlineDhtContainer(network);
      // One node for each port that public names have, see standInForPublicNodes.
      node.withPort(i < ports.size() ? ports.get(i) : MainlineDhtContainer.DEFAULT_PORT);
      described.add(i < ENTRIES ? node.withPublishedPort() : node);
    }
    nodes = List.copyOf(described);
  }

  /**
   * Changes each node before it starts.
   *
   * @param change is given one after the other
   * @return this
   */
  public PrivateDht withEach(Consumer<MainlineDhtContainer> change) {
    nodes.forEach(change);
    return this;
  }

  /** Starts the nodes; they have joined when this returns. */
  @Override
  public void start() {
    MainlineDhtContainer first = nodes.get(0);
    first.start();
    List<MainlineDhtContainer> others = nodes.subList(1, nodes.size());
    others.forEach(node -> node.withBootstrap(List.of(first.address())));
    Startables.deepStart(others).join();
  }

  @Override
  public void stop() {
    nodes.parallelStream().forEach(GenericContainer::stop);
    network.close();
  }

  /**
   * The nodes, the first one first.
   *
   * @return all of them
   */
  public List<MainlineDhtContainer> nodes() {
    return nodes;
  }

  /**
   * The network that the nodes are part of: containers that are to reach them have to be too.
   *
   * @return removed when this is stopped
   */
  public Network network() {
    return network;
  }

  /**
   * Where a container of the same network enters.
   *
   * @return {@code ADDR:PORT} of up to three nodes
   */
  public List<String> bootstrap() {
    return nodes.stream().limit(ENTRIES).map(MainlineDhtContainer::address).toList();
  }

  /**
   * Where a program on the host enters. To go further than these nodes, the host has to reach the
   * network of the containers, as it does on Linux.
   *
   * @return {@code 127.0.0.1:PORT} of up to three nodes
   */
  public String[] hostBootstrap() {
    return nodes.stream()
        .limit(ENTRIES)
        .map(MainlineDhtContainer::hostAddress)
        .toArray(String[]::new);
  }

  /**
   * Lets a container that knows only the names of public nodes enter this DHT instead.
   *
   * @param container one that has not been started; it becomes part of the same network
   * @param <C> its type
   * @return the same container
   */
  public <C extends GenericContainer<?>> C standInForPublicNodes(C container) {
    container.withNetwork(network);
    for (InetSocketAddress name : DhtConfig.PUBLIC_BOOTSTRAP) {
      MainlineDhtContainer standIn =
          nodes.stream()
              .filter(node -> node.port() == name.getPort())
              .findFirst()
              .orElse(nodes.get(0));
      container.withExtraHost(name.getHostString(), standIn.networkAddress());
    }
    return container;
  }

  private static List<Integer> publicPorts() {
    List<Integer> ports = new ArrayList<>();
    ports.add(MainlineDhtContainer.DEFAULT_PORT);
    DhtConfig.PUBLIC_BOOTSTRAP.stream()
        .map(InetSocketAddress::getPort)
        .distinct()
        .filter(port -> port != MainlineDhtContainer.DEFAULT_PORT)
        .forEach(ports::add);
    return ports;
  }
}
