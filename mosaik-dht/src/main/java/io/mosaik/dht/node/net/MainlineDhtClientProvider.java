package io.mosaik.dht.node.net;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.NodeMode;
import io.mosaik.internal.NettyVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Provides a client of the Mainline DHT. Without options it is a client of the public one.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th scope="col">name</th><th scope="col">value</th></tr>
 * <tr><td>{@code bootstrap}</td><td>{@code HOST:PORT}, several with commas between them</td></tr>
 * <tr><td>{@code bind}</td><td>{@code ADDRESS:PORT}, one of IPv4 or IPv6 or one of each with a
 * comma between them; any address and port of either otherwise</td></tr>
 * <tr><td>{@code mode}</td><td>{@code adaptive} (unless set), {@code client} or {@code server}
 * </td></tr>
 * <tr><td>{@code table}</td><td>a file in which known nodes are saved, so that the next start needs
 * no bootstrap node; none unless set</td></tr>
 * </table>
 */
public final class MainlineDhtClientProvider implements DhtClientProvider {

  private static final String BOOTSTRAP = "bootstrap";
  private static final String BIND = "bind";
  private static final String MODE = "mode";
  private static final String TABLE = "table";

  /** Makes a provider, as {@link java.util.ServiceLoader} wants it. */
  public MainlineDhtClientProvider() {}

  @Override
  public String id() {
    return MainlineNode.NAME;
  }

  @Override
  public Optional<DhtClient> create(NodeContext context) {
    NettyVersion.requireSupported("mosaik-dht", MainlineDhtClientProvider.class);
    NodeSettings settings = settings(context.options(), Optional.of(context.callbackExecutor()));
    return Optional.of(MainlineNode.open(settings, context.ambient()).join());
  }

  static NodeSettings settings(Map<String, String> options, Optional<Executor> callbacks) {
    for (String name : options.keySet()) {
      if (!Set.of(BOOTSTRAP, BIND, MODE, TABLE).contains(name)) {
        throw new IllegalArgumentException(
            "mainline-dht has the options bootstrap, bind, mode and table, not " + name);
      }
    }
    List<InetSocketAddress> bootstrap =
        options.containsKey(BOOTSTRAP)
            ? Arrays.stream(options.get(BOOTSTRAP).split(","))
                .filter(part -> !part.isBlank())
                .map(BootstrapNames::parse)
                .toList()
            : BootstrapNames.PUBLIC;
    return new NodeSettings(
        NodeConfig.defaults(mode(options), !bootstrap.isEmpty()),
        bootstrap,
        bindAddresses(options),
        NodeSettings.DEFAULT_RECEIVE_BUFFER_BYTES,
        callbacks,
        Optional.empty(),
        Optional.ofNullable(options.get(TABLE)).map(Path::of));
  }

  private static NodeMode mode(Map<String, String> options) {
    String mode = options.getOrDefault(MODE, "adaptive");
    switch (mode) {
      case "adaptive":
        return NodeMode.ADAPTIVE;
      case "client":
        return NodeMode.CLIENT;
      case "server":
        return NodeMode.SERVER;
      default:
        throw new IllegalArgumentException(
            "mode is adaptive, client or server, not \"" + mode + "\"");
    }
  }

  private static List<InetSocketAddress> bindAddresses(Map<String, String> options) {
    return Arrays.stream(options.getOrDefault(BIND, "").split(","))
        .filter(part -> !part.isBlank())
        .map(MainlineDhtClientProvider::bindAddress)
        .toList();
  }

  private static InetSocketAddress bindAddress(String text) {
    HostAndPort parsed = HostAndPort.fromString(text.trim());
    if (!parsed.hasPort() || !InetAddresses.isInetAddress(parsed.getHost())) {
      throw new IllegalArgumentException("bind is ADDRESS:PORT, not \"" + text + "\"");
    }
    return new InetSocketAddress(InetAddresses.forString(parsed.getHost()), parsed.getPort());
  }
}
