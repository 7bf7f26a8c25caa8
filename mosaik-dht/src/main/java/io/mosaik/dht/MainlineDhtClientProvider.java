package io.mosaik.dht;

import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.dht.node.net.MainlineNode;
import io.mosaik.dht.node.net.NodeSettings;
import io.mosaik.dht.node.net.ProviderOptions;
import io.mosaik.internal.NettyVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Provides a {@link Dht} as client of the Mainline DHT. Without options it is a client of the
 * public one. Immutable.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th scope="col">name</th><th scope="col">value</th></tr>
 * <tr><td>{@code bootstrap}</td><td>{@code HOST:PORT}, several with commas between them;
 * {@code none} for the first node of a private network, which waits for others</td></tr>
 * <tr><td>{@code bind}</td><td>{@code ADDRESS:PORT}, one of IPv4 or IPv6 or one of each with a
 * comma between them; any address and port of either otherwise</td></tr>
 * <tr><td>{@code mode}</td><td>{@code adaptive} (unless set), {@code client} or {@code server}
 * </td></tr>
 * <tr><td>{@code table}</td><td>a file in which known nodes are saved, so that the next start needs
 * no bootstrap node; none unless set</td></tr>
 * </table>
 */
public final class MainlineDhtClientProvider implements DhtClientProvider {

  /** Makes a provider, as {@link java.util.ServiceLoader} wants it. */
  public MainlineDhtClientProvider() {}

  @Override
  public String id() {
    return MainlineNode.NAME;
  }

  @Override
  public Set<String> optionNames() {
    return ProviderOptions.NAMES;
  }

  @Override
  public void checkOptions(Map<String, String> options) {
    ProviderOptions.settings(options, Optional.empty());
  }

  @Override
  public Optional<DhtClient> create(NodeContext context) {
    NettyVersion.requireSupported("mosaik-dht", MainlineDhtClientProvider.class);
    NodeSettings settings =
        ProviderOptions.settings(context.options(), Optional.of(context.callbackExecutor()));
    ProviderOptions.checkTable(settings);
    return Optional.of(new Dht(MainlineNode.open(settings, context.ambient()).join()));
  }
}
