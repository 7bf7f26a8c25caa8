package com.example.foreign;

import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.testkit.PeerPingerContract;

class TcpPingerTest extends PeerPingerContract {

  @Override
  protected PeerPinger newPinger(NodeContext context) {
    return new TcpPingerProvider().create(context).orElseThrow();
  }
}
