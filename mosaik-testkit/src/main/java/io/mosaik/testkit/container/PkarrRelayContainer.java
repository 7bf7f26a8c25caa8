package io.mosaik.testkit.container;

import java.util.ArrayList;
import java.util.List;

/**
 * A pkarr relay over a private DHT, for peers and tests that UDP is not to reach; it limits nobody.
 * Ready when it has joined the DHT.
 *
 * <pre>{@code
 * try (PrivateDht dht = new PrivateDht(3);
 *     PkarrRelayContainer relay = new PkarrRelayContainer(dht)) {
 *   dht.start();
 *   relay.start();
 *   PkarrRelayClient client = PkarrRelayClient.builder().relays(relay.url()).start();
 *   …
 * }
 * }</pre>
 */
public final class PkarrRelayContainer extends MosaikContainer<PkarrRelayContainer> {

  /** Where it serves in its network. */
  public static final int HTTP_PORT = 6881;

  private final PrivateDht dht;
  private final List<String> options = new ArrayList<>();

  /**
   * Describes a relay.
   *
   * @param dht a DHT that will have been started before this
   */
  public PkarrRelayContainer(PrivateDht dht) {
    super(dht.network());
    this.dht = dht;
    withExposedPorts(HTTP_PORT);
    waitingForEvent("dht_node_ready", 1);
  }

  /**
   * Adds options of {@code mosaik relay}.
   *
   * @param more as on the command line
   * @return this
   */
  public PkarrRelayContainer withOptions(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  @Override
  protected List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("relay", "--unlimited"));
    arguments.addAll(List.of("--bind", "0.0.0.0:" + HTTP_PORT));
    arguments.addAll(options);
    arguments.addAll(List.of("--dht-bootstrap", String.join(",", dht.bootstrap())));
    return arguments;
  }

  /**
   * Where programs on the host reach it.
   *
   * @return {@code http://HOST:PORT}
   */
  public String url() {
    return "http://" + getHost() + ":" + getMappedPort(HTTP_PORT);
  }

  /**
   * Where other containers of the same network reach it.
   *
   * @return {@code http://ADDR:PORT}
   */
  public String networkUrl() {
    return "http://" + networkAddress() + ":" + HTTP_PORT;
  }
}
