package io.mosaik.visitors;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Somebody else's client that cannot be made at first, and then finds nothing and stores
 * everything. Tests load it in a class loader of its own.
 */
public final class FlakyDht implements DhtClientProvider {

  private static final AtomicInteger ATTEMPTS = new AtomicInteger();

  /** For the service loader. */
  public FlakyDht() {}

  @Override
  public String id() {
    return "flaky";
  }

  @Override
  public Set<String> optionNames() {
    return Set.of("tell-when-closed");
  }

  @Override
  public void checkOptions(Map<String, String> options) {
    if (options.get("tell-when-closed").isBlank()) {
      throw new IllegalArgumentException("tell-when-closed is empty: a property is needed");
    }
  }

  @Override
  public Optional<DhtClient> create(NodeContext context) {
    if (ATTEMPTS.incrementAndGet() == 1) {
      throw new IllegalStateException("no socket");
    }
    String closed = context.options().get("tell-when-closed");
    return Optional.of(new Client(closed));
  }

  private record Client(String property) implements DhtClient {

    @Override
    public String name() {
      return "flaky";
    }

    @Override
    public CompletionStage<Resolution> resolveMostRecent(
        PublicKey key, Consumer<SignedPacket> early) {
      return CompletableFuture.completedFuture(new Resolution(Optional.empty(), 1, 1, true));
    }

    @Override
    public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
      return CompletableFuture.completedFuture(new PublishReceipt(1, 1, Map.of()));
    }

    @Override
    public boolean supportsCompareAndSwap() {
      return false;
    }

    @Override
    public void close() {
      System.setProperty(property, "closed");
    }
  }
}
