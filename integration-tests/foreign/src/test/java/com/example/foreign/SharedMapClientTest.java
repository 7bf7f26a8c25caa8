package com.example.foreign;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.testkit.DhtClientContract;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

class SharedMapClientTest extends DhtClientContract {

  @Override
  protected DhtClient newClient(NodeContext context) {
    return new SharedMapProvider().create(context).orElseThrow();
  }

  @Override
  protected Optional<DhtClient> newClientOfSilentStore(NodeContext context) {
    return Optional.empty(); // a map always answers
  }

  @Override
  protected Optional<DhtClient> newClientOfLyingStore(NodeContext context, SignedPacket lie) {
    return Optional.of(new SharedMapClient(alwaysAnswering(lie), context.callbackExecutor()));
  }

  static Map<PublicKey, SignedPacket> alwaysAnswering(SignedPacket lie) {
    return new ConcurrentHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public SignedPacket get(Object key) {
        return lie;
      }
    };
  }
}
