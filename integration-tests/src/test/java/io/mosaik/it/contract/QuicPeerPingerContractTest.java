package io.mosaik.it.contract;

import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.testkit.PeerPingerContract;
import io.mosaik.transport.quic.QuicPeerPinger;
import java.util.concurrent.TimeUnit;

/** The QUIC pinger with real sockets. */
class QuicPeerPingerContractTest extends PeerPingerContract {

  @Override
  protected PeerPinger newPinger(NodeContext context) throws Exception {
    return QuicPeerPinger.start(context).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
