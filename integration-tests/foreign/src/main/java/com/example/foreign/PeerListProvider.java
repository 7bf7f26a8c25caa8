package com.example.foreign;

import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.api.spi.NodeContext;
import java.util.Optional;

/** Gives each node its {@link PeerList}. */
public final class PeerListProvider implements DiscoverySinkProvider {

  @Override
  public String id() {
    return "peer-list";
  }

  @Override
  public Optional<DiscoverySink> create(NodeContext context) {
    return Optional.of(PeerList.of(context.identity().peerId()));
  }
}
