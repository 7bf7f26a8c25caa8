package io.mosaik.testkit.container;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.Network;

/**
 * One node of a Mainline DHT, in server mode: the first of a private one, unless it is told whom to
 * join. Ready when it has joined.
 */
public final class MainlineDhtContainer extends MosaikContainer<MainlineDhtContainer> {

  /** The port of most public nodes. */
  public static final int DEFAULT_PORT = 6881;

  private int port = DEFAULT_PORT;
  private List<String> bootstrap = List.of();

  /**
   * Describes a node.
   *
   * @param network the network that it is part of
   */
  public MainlineDhtContainer(Network network) {
    super(network);
    waitingForEvent("dht_node_ready", 1);
  }

  /**
   * Whom to join.
   *
   * @param nodes {@code HOST:PORT} each
   * @return this
   */
  public MainlineDhtContainer withBootstrap(List<String> nodes) {
    bootstrap = List.copyOf(nodes);
    return this;
  }

  /**
   * Where to serve: {@value #DEFAULT_PORT} unless set.
   *
   * @param udpPort a port of the container
   * @return this
   */
  public MainlineDhtContainer withPort(int udpPort) {
    port = udpPort;
    return this;
  }

  /**
   * Makes the node's port one of the host's too, for a client outside the container engine.
   *
   * @return this
   */
  public MainlineDhtContainer withPublishedPort() {
    return withCreateContainerCmdModifier(
        command -> {
          ExposedPort udp = ExposedPort.udp(port);
          command.withExposedPorts(udp);
          Objects.requireNonNull(command.getHostConfig(), "host configuration")
              .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), udp));
        });
  }

  @Override
  protected List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("dht-node", "--bind", "0.0.0.0:" + port));
    if (bootstrap.isEmpty()) {
      arguments.add("--first");
    } else {
      arguments.addAll(List.of("--dht-bootstrap", String.join(",", bootstrap)));
    }
    return arguments;
  }

  /**
   * Where it serves.
   *
   * @return a port of the container
   */
  public int port() {
    return port;
  }

  /**
   * Where others in the same network reach it.
   *
   * @return {@code ADDR:PORT}
   */
  public String address() {
    return networkAddress() + ":" + port;
  }

  /**
   * Where programs on the host reach it.
   *
   * @return {@code 127.0.0.1:PORT}
   * @throws IllegalStateException unless its port was published
   */
  public String hostAddress() {
    Ports.Binding[] bindings =
        getCurrentContainerInfo()
            .getNetworkSettings()
            .getPorts()
            .getBindings()
            .get(ExposedPort.udp(port));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException("call withPublishedPort() before it starts");
    }
    return "127.0.0.1:" + bindings[0].getHostPortSpec();
  }
}
