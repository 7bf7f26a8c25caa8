package com.example.foreign;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.testkit.DiscoverySinkContract;
import java.util.Collection;

class PeerListTest extends DiscoverySinkContract<PeerList> {

  @Override
  protected PeerList newSink(NodeContext context) {
    return (PeerList) new PeerListProvider().create(context).orElseThrow();
  }

  @Override
  protected Collection<PeerAddress> learnt(PeerList sink) {
    return sink.peers();
  }
}
