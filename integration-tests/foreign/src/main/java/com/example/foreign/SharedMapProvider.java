package com.example.foreign;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.NodeContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Gives all nodes of this JVM one map to meet in. */
public final class SharedMapProvider implements DhtClientProvider {

  private static final Map<PublicKey, SignedPacket> MAP = new ConcurrentHashMap<>();

  @Override
  public String id() {
    return "shared-map";
  }

  @Override
  public Optional<DhtClient> create(NodeContext context) {
    return Optional.of(new SharedMapClient(MAP, context.callbackExecutor()));
  }
}
