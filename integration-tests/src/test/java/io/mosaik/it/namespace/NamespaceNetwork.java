package io.mosaik.it.namespace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of hosts on this machine: each is a network namespace with an address and a file of
 * host names of its own, all are joined by a bridge that this process is on too. Nothing leads from
 * there to the outside.
 *
 * <p>Names carry our process id, so that several runs do not disturb each other. Everything is
 * removed at {@link #close()}, at the latest when this process ends; what a killed process left
 * behind, the next one removes. Call {@code Stranger.NAMESPACES.assumePresent()} first.
 *
 * <p>Thread-safe by its monitor.
 */
public final class NamespaceNetwork implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Path FILTERS_BRIDGES =
      Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");

  private final String label;
  private final String bridge;
  private final Subnet subnet;
  private final boolean isFiltered;
  private final List<NamespaceHost> hosts = new ArrayList<>();
  private final Thread atExit = new Thread(this::remove, "namespaces");
  private boolean closed;

  private NamespaceNetwork(String label, String bridge, Subnet subnet) {
    this.label = label;
    this.bridge = bridge;
    this.subnet = subnet;
    this.isFiltered = isOne(FILTERS_BRIDGES);
  }

  /** A network without hosts, in a subnet that was free. */
  public static NamespaceNetwork open() {
    Leftovers.remove();
    long process = ProcessHandle.current().pid();
    int number = COUNT.incrementAndGet();
    String label = String.format(Locale.ROOT, "%s%d-%d", Leftovers.NAMESPACE, process, number);
    String bridge = String.format(Locale.ROOT, "%s%dn%d", Leftovers.BRIDGE, process, number);
    Path lock = Path.of(System.getProperty("java.io.tmpdir"), "mosaik-it-namespaces.lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until the channel is closed
      Subnet subnet = Subnet.free((int) process + number);
      NamespaceNetwork network = new NamespaceNetwork(label, bridge, subnet);
      Runtime.getRuntime().addShutdownHook(network.atExit);
      network.build();
      return network;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void build() {
    try {
      Shell.run("ip link add " + bridge + " type bridge");
      Shell.run("ip addr add " + withPrefix(address()) + " dev " + bridge);
      Shell.run("ip link set " + bridge + " up");
      if (isFiltered) {
        // A container engine drops by default what is forwarded, even within a bridge.
        Shell.run("iptables -w 10 -I " + rule());
      }
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /** Where this process is in the network. */
  public InetAddress address() {
    return subnet.host(1);
  }

  /**
   * Adds a host.
   *
   * @param name tells it from the others in the network; a few letters, digits or hyphens
   * @param names what host names mean there, beside {@code localhost}; other names mean nothing
   */
  public synchronized NamespaceHost addHost(String name, Map<String, InetAddress> names) {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
    int number = hosts.size() + 2;
    String outside = bridge.replace(Leftovers.BRIDGE, Leftovers.LINK) + "h" + number;
    NamespaceHost host = new NamespaceHost(label + "-" + name, subnet.host(number));
    hosts.add(host);
    host.build(bridge, outside, withPrefix(host.address()), names);
    return host;
  }

  /** Adds a host that knows no names. */
  public NamespaceHost addHost(String name) {
    return addHost(name, Map.of());
  }

  /** Ends what runs on the hosts and removes everything. Harmless the second time. */
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      return; // the hook runs anyway, and finds nothing
    }
  }

  private synchronized void remove() {
    if (closed) {
      return;
    }
    closed = true;
    hosts.forEach(NamespaceHost::close);
    if (isFiltered) {
      Shell.attempt("iptables -w 10 -D " + rule());
    }
    Shell.attempt("ip link del " + bridge);
  }

  private String rule() {
    return "FORWARD -i " + bridge + " -o " + bridge + " -j ACCEPT";
  }

  private static String withPrefix(InetAddress address) {
    return address.getHostAddress() + "/" + Subnet.PREFIX_LENGTH;
  }

  private static boolean isOne(Path file) {
    try {
      return Files.exists(file) && Files.readString(file).strip().equals("1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
