package io.mosaik.dht;

import io.mosaik.api.time.Ambient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A private DHT inside one JVM, for tests: server nodes with real UDP sockets on one address, by
 * default on loopback, that share their threads.
 *
 * <pre>{@code
 * try (TestNetwork network = TestNetwork.start(20);
 *     Dht client = Dht.start(network.clientConfig().build(), Ambient.system())) {
 *   client.publish(packet, Expected.any()).get(5, TimeUnit.SECONDS);
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TestNetwork implements AutoCloseable {

  private TestNetwork() {}

  /**
   * Starts nodes on loopback and waits until they know each other.
   *
   * @param nodes how many, at least 1
   * @return the network, ready
   */
  public static TestNetwork start(int nodes) {
    return builder().nodes(nodes).start();
  }

  /**
   * Starts with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Where to enter this network.
   *
   * @return addresses of up to eight running nodes
   */
  public List<InetSocketAddress> bootstrapAddresses() {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * A configuration for a client of this network: bound to the network's address, with its
   * bootstrap addresses.
   *
   * @return a new builder
   */
  public DhtConfig.Builder clientConfig() {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * How many nodes were started.
   *
   * @return the count, stopped ones included
   */
  public int size() {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * One of the nodes.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the node, which may have been stopped
   */
  public Dht node(int index) {
    throw new UnsupportedOperationException("under construction: " + index);
  }

  /**
   * Lets a node vanish: its socket is closed, and nobody is told. Idempotent.
   *
   * @param index from 0 to {@link #size()} - 1
   */
  public void stop(int index) {
    throw new UnsupportedOperationException("under construction: " + index);
  }

  /** Stops all nodes and their threads. Idempotent. */
  @Override
  public void close() {}

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private Builder() {}

    /**
     * How many nodes: 20 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder nodes(int count) {
      return this;
    }

    /**
     * The address of all nodes: 127.0.0.1 unless set.
     *
     * @param address a local IPv4 address, not the wildcard
     * @return this
     */
    public Builder address(InetAddress address) {
      return this;
    }

    /**
     * The port of the first node; the others take any: any unless set.
     *
     * @param port from 0 to 65535, 0 for any
     * @return this
     */
    public Builder firstPort(int port) {
      return this;
    }

    /**
     * How many threads the nodes share: one for each processor, at most 4, unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder threads(int count) {
      return this;
    }

    /**
     * Time and chance: the system's unless set.
     *
     * @param source of time and chance
     * @return this
     */
    public Builder ambient(Ambient source) {
      return this;
    }

    /**
     * Starts the nodes and waits until they know each other.
     *
     * @return the network, ready
     */
    public TestNetwork start() {
      throw new UnsupportedOperationException("under construction");
    }

    /**
     * Starts the nodes.
     *
     * @return completes with the network once the nodes know each other
     */
    public CompletableFuture<TestNetwork> startAsync() {
      throw new UnsupportedOperationException("under construction");
    }
  }
}
