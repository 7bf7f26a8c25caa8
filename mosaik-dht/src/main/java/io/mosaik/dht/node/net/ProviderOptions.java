package io.mosaik.dht.node.net;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.NodeMode;
import java.io.IOException;
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

  /** Names of all options. */
  public static final Set<String> NAMES = Set.of(BOOTSTRAP, BIND, MODE, TABLE);

  /** The value of {@code bootstrap} for a node that waits to be contacted. */
  private static final String NONE = "none";

  private ProviderOptions() {}

  /**
   * Reads options by name.
   *
   * @throws IllegalArgumentException if an option does not exist or has no valid value
   */
  public static NodeSettings settings(Map<String, String> options, Optional<Executor> callbacks) {
    options.forEach(
        (name, value) -> {
          if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                "mainline-dht has the options bootstrap, bind, mode and table, not " + name);
          }
          if (value.isBlank()) {
            throw new IllegalArgumentException(
                name + " is empty: leave the option out for its default");
          }
        });
    List<InetSocketAddress> bootstrap =
        options.containsKey(BOOTSTRAP)
            ? bootstrapNodes(options.get(BOOTSTRAP))
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

  /**
   * Checks that the file of the option {@code table} can be used. Does I/O.
   *
   * @throws IllegalArgumentException if it holds something else, or cannot be read or written
   */
  public static void checkTable(NodeSettings settings) {
    if (settings.tableFile().isPresent()) {
      try {
        TableFile.check(settings.tableFile().get());
      } catch (IOException unusable) {
        throw new IllegalArgumentException(unusable.getMessage(), unusable);
      }
    }
  }

  private static List<InetSocketAddress> bootstrapNodes(String value) {
    if (value.strip().equals(NONE)) {
      return List.of();
    }
    try {
      return Arrays.stream(value.split(",", -1)).map(BootstrapNames::parse).toList();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "bootstrap is \""
              + value
              + "\": HOST:PORT is needed, several with commas between them, or "
              + NONE,
          wrong);
    }
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
