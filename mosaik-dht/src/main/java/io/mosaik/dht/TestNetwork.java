package io.mosaik.dht;

import com.google.common.net.InetAddresses;
import io.mosaik.api.spi.CallbackPool;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.node.net.MainlineNode;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.internal.NettyVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  /** How many addresses are given to those who want to enter. */
  private static final int MAX_ENTRIES = 8;

  /** How many neighbours a node knows on either side, and how many others. */
  private static final int NEIGHBOURS = 40;

  private static final int ACQUAINTANCES = 160;

  /** What a server of a private network receives at once is little, and there are many of them. */
  private static final int RECEIVE_BUFFER_BYTES = 256 << 10;

  /** What a network's whole public asks of a node may come from a single client of a test. */
  private static final DhtLimits LIMITS =
      DhtLimits.builder().queriesPerSecond(10_000).queryBurst(10_000).build();

  private static final int MAX_THREADS = 4;

  private final InetAddress address;
  private final DhtEventLoops loops;
  private final CallbackPool callbacks;
  private final Ambient ambient;
  private final List<Dht> nodes = new CopyOnWriteArrayList<>();
  private final Set<Integer> stopped = ConcurrentHashMap.newKeySet();

  private TestNetwork(InetAddress address, int threads, Ambient ambient) {
    this.address = address;
    this.loops = DhtEventLoops.start(threads);
    this.callbacks = new CallbackPool(Optional.empty());
    this.ambient = ambient;
  }

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
    return IntStream.range(0, size())
        .filter(index -> !stopped.contains(index))
        .limit(MAX_ENTRIES)
        .mapToObj(index -> node(index).localAddress())
        .toList();
  }

  /**
   * A configuration for a client of this network: bound to the network's address, with its
   * bootstrap addresses.
   *
   * @return a new builder
   */
  public DhtConfig.Builder clientConfig() {
    return DhtConfig.builder()
        .mode(DhtMode.CLIENT)
        .bootstrap(bootstrapAddresses())
        .bindAddress(new InetSocketAddress(address, 0));
  }

  /**
   * How many nodes were started.
   *
   * @return the count, stopped ones included
   */
  public int size() {
    return nodes.size();
  }

  /**
   * One of the nodes.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the node, which may have been stopped
   */
  public Dht node(int index) {
    return nodes.get(index);
  }

  /**
   * Lets a node vanish: its socket is closed, and nobody is told. Idempotent.
   *
   * @param index from 0 to {@link #size()} - 1
   */
  public void stop(int index) {
    Dht node = node(index);
    if (stopped.add(index)) {
      node.close();
    }
  }

  /** Stops all nodes and their threads. Idempotent. */
  @Override
  public void close() {
    IntStream.range(0, size()).forEach(this::stop);
    loops.close();
    callbacks.close();
  }

  /**
   * Starts one more node, which enters the network as any other does.
   *
   * @return completes with the node when it has found its place
   */
  public CompletableFuture<Dht> add() {
    return openOne(0, bootstrapAddresses())
        .thenCompose(added -> added.joined().thenApply(known -> added));
  }

  private CompletableFuture<Void> open(int count, int firstPort) {
    return openOne(firstPort, List.of())
        .thenCompose(first -> allOf(IntStream.range(1, count).mapToObj(i -> openOne(0, List.of()))))
        .thenCompose(all -> introduceAll(ambient.random()));
  }

  private CompletableFuture<Dht> openOne(int port, List<InetSocketAddress> bootstrap) {
    DhtConfig config =
        DhtConfig.builder()
            .mode(DhtMode.SERVER)
            .bindAddress(new InetSocketAddress(address, port))
            .bootstrap(bootstrap)
            .receiveBufferBytes(RECEIVE_BUFFER_BYTES)
            .limits(LIMITS)
            .callbackExecutor(callbacks)
            .eventLoops(loops)
            .build();
    return MainlineNode.open(config.toSettings(), ambient)
        .thenApply(
            node -> {
              Dht dht = new Dht(node);
              nodes.add(dht);
              return dht;
            });
  }

  /**
   * Makes the nodes known to each other as a network that has been running for long would have:
   * each knows its neighbours, and some of all others. If they had to find each other, a start
   * would cost a lookup for each node.
   */
  private CompletableFuture<Void> introduceAll(RandomGenerator random) {
    List<NodeInfo> sorted =
        nodes.stream()
            .map(dht -> dht.node().info())
            .sorted(Comparator.comparing(NodeInfo::id))
            .collect(Collectors.toList());
    return allOf(nodes.stream().map(dht -> dht.node().introduce(known(dht, sorted, random))));
  }

  /** The nodes closest to a node are those next to it in the order of ids. */
  private static List<NodeInfo> known(Dht dht, List<NodeInfo> sorted, RandomGenerator random) {
    int own =
        Collections.binarySearch(sorted, dht.node().info(), Comparator.comparing(NodeInfo::id));
    int from = Math.max(0, own - NEIGHBOURS);
    int to = Math.min(sorted.size(), own + NEIGHBOURS + 1);
    List<NodeInfo> known = new ArrayList<>();
    random.ints(ACQUAINTANCES, 0, sorted.size()).mapToObj(sorted::get).forEach(known::add);
    known.addAll(sorted.subList(from, to));
    return known;
  }

  private static CompletableFuture<Void> allOf(Stream<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private static final int MAX_PORT = 65535;

    private int nodes = 20;
    private InetAddress address = InetAddresses.forString("127.0.0.1");
    private int firstPort;
    private int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    private Ambient ambient = Ambient.system();

    private Builder() {}

    /**
     * How many nodes: 20 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder nodes(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("a network has at least 1 node, not " + count);
      }
      nodes = count;
      return this;
    }

    /**
     * The address of all nodes: 127.0.0.1 unless set.
     *
     * @param local a local address of either family, not the wildcard
     * @return this
     */
    public Builder address(InetAddress local) {
      if (local.isAnyLocalAddress()) {
        throw new IllegalArgumentException("others must be able to send to " + local);
      }
      address = local;
      return this;
    }

    /**
     * The port of the first node; the others take any: any unless set.
     *
     * @param port from 0 to 65535, 0 for any
     * @return this
     */
    public Builder firstPort(int port) {
      if (port < 0 || port > MAX_PORT) {
        throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
      }
      firstPort = port;
      return this;
    }

    /**
     * How many threads the nodes share: one for each processor, at most 4, unless set.
     *
     * @param count at least 1
     * @return this
     */
    public Builder threads(int count) {
      threads = count;
      return this;
    }

    /**
     * Time and chance: the system's unless set.
     *
     * @param source of time and chance
     * @return this
     */
    public Builder ambient(Ambient source) {
      ambient = Objects.requireNonNull(source, "ambient");
      return this;
    }

    /**
     * Starts the nodes and waits until they know each other.
     *
     * @return the network, ready
     * @throws UncheckedIOException if a socket cannot be bound
     */
    public TestNetwork start() {
      try {
        return startAsync().join();
      } catch (CompletionException failed) {
        Dht.throwIfLibraryConflict(failed);
        IOException cause =
            failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
        throw new UncheckedIOException(
            "cannot start the test network: " + cause.getMessage(), cause);
      }
    }

    /**
     * Starts the nodes.
     *
     * @return completes with the network once the nodes know each other; fails if a socket cannot
     *     be bound, and then nothing is left running
     */
    public CompletableFuture<TestNetwork> startAsync() {
      NettyVersion.requireSupported("mosaik-dht", TestNetwork.class);
      TestNetwork network = new TestNetwork(address, threads, ambient);
      return network
          .open(nodes, firstPort)
          .handleAsync(
              (ready, failure) -> {
                if (failure != null) {
                  network.close();
                  throw new CompletionException(failure);
                }
                return network;
              });
    }
  }
}
