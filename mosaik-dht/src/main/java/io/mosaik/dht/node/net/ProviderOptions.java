package io.mosaik.dht.node.net;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.NodeMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Parser of the options of the {@code mainline-dht} provider. Stateless. */
public final class ProviderOptions {

  private static final String BOOTSTRAP = "bootstrap";
  private static final String BIND = "bind";
  private static final String MODE = "mode";
  private static final String TABLE = "table";

  private ProviderOptions() {}

  /**
   * Reads options by name.
   *
   * @throws IllegalArgumentException if an option does not exist or has no valid value
   */
  public static NodeSettings settings(Map<String, String> options, Optional<Executor> callbacks) {
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
        .map(ProviderOptions::bindAddress)
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
