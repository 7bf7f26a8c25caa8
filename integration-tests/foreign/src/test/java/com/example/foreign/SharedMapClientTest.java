package com.example.foreign;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.testkit.DhtClientContract;
import java.util.Optional;

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
    return Optional.of(new SharedMapClient(new LyingMap(lie), context.callbackExecutor()));
  }
}
