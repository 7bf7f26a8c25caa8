package io.mosaik.bootstrap.provider;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.Ambient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What providers learn about a node. All learn the same but for the options: each sees its own
 * only.
 *
 * <p>Immutable; as thread-safe as its parts.
 *
 * @param networkId the network of the node
 * @param identity who the node is
 * @param ambient time and chance
 * @param entries what the node says about itself now, by dialect
 * @param configuredDialect the dialect for strangers
 * @param bindAddresses where to bind sockets
 * @param isObserver whether providers may serve nothing
 * @param callbackExecutor where futures complete
 * @param options of all providers, by the id of the provider
 */
public record NodeContexts(
    NetworkId networkId,
    KeyPair identity,
    Ambient ambient,
    Function<Dialect, SignedPeerEntry> entries,
    Dialect configuredDialect,
    List<InetSocketAddress> bindAddresses,
    boolean isObserver,
    Executor callbackExecutor,
    Map<String, Map<String, String>> options) {

  /** Copies the collections and checks that nothing is missing. */
  public NodeContexts {
    Objects.requireNonNull(networkId, "networkId");
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(ambient, "ambient");
    Objects.requireNonNull(entries, "entries");
    Objects.requireNonNull(configuredDialect, "configuredDialect");
    bindAddresses = List.copyOf(bindAddresses);
    Objects.requireNonNull(callbackExecutor, "callbackExecutor");
    options =
        options.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
  }

  /**
   * What one provider learns.
   *
   * @param providerId its id
   * @return a context with its options
   */
  public NodeContext of(String providerId) {
    return new ProviderContext(this, options.getOrDefault(providerId, Map.of()));
  }

  /** Leaves the options out, which may be secrets. */
  @Override
  public String toString() {
    return "NodeContexts[" + networkId + ", " + identity + "]";
  }

  private record ProviderContext(NodeContexts node, Map<String, String> options)
      implements NodeContext {

    @Override
    public NetworkId networkId() {
      return node.networkId();
    }

    @Override
    public KeyPair identity() {
      return node.identity();
    }

    @Override
    public Ambient ambient() {
      return node.ambient();
    }

    @Override
    public SignedPeerEntry currentEntry(Dialect dialect) {
      return node.entries().apply(dialect);
    }

    @Override
    public Dialect configuredDialect() {
      return node.configuredDialect();
    }

    @Override
    public List<InetSocketAddress> bindAddresses() {
      return node.bindAddresses();
    }

    @Override
    public boolean isObserver() {
      return node.isObserver();
    }

    @Override
    public Executor callbackExecutor() {
      return node.callbackExecutor();
    }

    @Override
    public String toString() {
      return "NodeContext[" + node.networkId() + ", " + node.identity() + "]";
    }
  }
}
