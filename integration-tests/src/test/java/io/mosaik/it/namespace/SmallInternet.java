package io.mosaik.it.namespace;

import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * What mosaik's Rust programs, unmodified, need of the internet: a DHT under the host names that
 * they begin with, made of Rust nodes, and a relay, without which they never come online.
 *
 * <p>Call {@code assumePresent()} of {@link Stranger#NAMESPACES} and {@link Stranger#RUST} first.
 * Immutable.
 */
public final class SmallInternet implements AutoCloseable {

  /**
   * As few as will do, since the answers of many overflow the receive buffer of Rust's own client:
   * eight that answer make a lookup of ours conclusive, whoever else has gone away silently.
   */
  private static final int NODES_PER_HOST = 5;

  /** The ports under which the public names are known. */
  private static final int USUAL_PORT = 6881;

  private static final int LIBTORRENT_PORT = 25401;
  private static final int RELAY_PORT = 3340;

  private final NamespaceNetwork network;
  private final InetAddress firstNode;
  private final Map<String, InetAddress> names;
  private final String relayUrl;

  private SmallInternet(NamespaceNetwork network) throws InterruptedException, TimeoutException {
    this.network = network;
    NamespaceHost usual = network.addHost("dht-1");
    NamespaceHost libtorrent = network.addHost("dht-2");
    NamespaceHost relay = network.addHost("relay");
    firstNode = usual.address();
    names = new LinkedHashMap<>();
    names.put("router.bittorrent.com", usual.address());
    names.put("dht.transmissionbt.com", usual.address());
    names.put("relay.pkarr.org", usual.address());
    names.put("dht.libtorrent.org", libtorrent.address());
    relayUrl = "http://" + relay.address().getHostAddress() + ":" + RELAY_PORT;

    awaitEvent("ready", startNodes(usual, USUAL_PORT));
    CliProcess others = startNodes(libtorrent, LIBTORRENT_PORT, "--bootstrap", bootstrap());
    CliProcess relaying =
        relay.start(command("iroh-relay", "--bind", relayUrl.substring("http://".length())));
    awaitEvent("ready", others);
    awaitEvent("listening", relaying);
  }

  /** Starts it and waits until it works. */
  public static SmallInternet open() throws InterruptedException, TimeoutException {
    NamespaceNetwork network = NamespaceNetwork.open();
    try {
      return new SmallInternet(network);
    } catch (InterruptedException | TimeoutException | RuntimeException failure) {
      network.close();
      throw failure;
    }
  }

  /** Adds a host that knows the public names; the name tells it from the others here. */
  public NamespaceHost addHost(String name) {
    return network.addHost(name, names);
  }

  /** Where this process is in that internet. */
  public InetAddress address() {
    return network.address();
  }

  /** The first node of the DHT, HOST:PORT. */
  public String bootstrap() {
    return firstNode.getHostAddress() + ":" + USUAL_PORT;
  }

  /** The relay's URL. */
  public String relayUrl() {
    return relayUrl;
  }

  /** The command of a Rust program. */
  public static List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Stranger.rustProgram(program).toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static CliProcess startNodes(NamespaceHost host, int port, String... more) {
    List<String> command =
        command(
            "mainline-6",
            "--nodes",
            String.valueOf(NODES_PER_HOST),
            "--bind",
            host.address().getHostAddress(),
            "--port",
            String.valueOf(port));
    command.addAll(Arrays.asList(more));
    return host.start(command);
  }

  private static void awaitEvent(String event, CliProcess program)
      throws InterruptedException, TimeoutException {
    System.out.println(program.awaitLine(line -> line.contains("\"event\":\"" + event + "\"")));
  }

  @Override
  public void close() {
    network.close();
  }
}
