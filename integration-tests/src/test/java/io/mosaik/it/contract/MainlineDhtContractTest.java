package io.mosaik.it.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.TestNetwork;
import io.mosaik.testkit.DhtClientContract;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The Mainline client on a private network of real sockets. */
class MainlineDhtContractTest extends DhtClientContract {

  private static TestNetwork network;

  private final List<AutoCloseable> badNodes = new ArrayList<>();

  @BeforeAll
  static void startNetwork() {
    network = TestNetwork.start(20);
  }

  @AfterAll
  static void stopNetwork() {
    network.close();
  }

  @AfterEach
  void closeBadNodes() throws Exception {
    for (AutoCloseable node : badNodes) {
      node.close();
      if (node instanceof LyingNode liar) {
        assertTrue(liar.liesTold() > 0, "nobody asked the liar");
      }
    }
  }

  @Override
  protected DhtClient newClient(NodeContext context) {
    return start(network.clientConfig(), context);
  }

  @Override
  protected Optional<DhtClient> newClientOfSilentStore(NodeContext context) throws IOException {
    DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    badNodes.add(silent);
    return Optional.of(startAt((InetSocketAddress) silent.getLocalSocketAddress(), context));
  }

  @Override
  protected Optional<DhtClient> newClientOfLyingStore(NodeContext context, SignedPacket lie)
      throws IOException {
    LyingNode liar = new LyingNode(lie);
    badNodes.add(liar);
    return Optional.of(startAt(liar.address(), context));
  }

  private static DhtClient startAt(InetSocketAddress bootstrap, NodeContext context) {
    return start(network.clientConfig().bootstrap(List.of(bootstrap)), context);
  }

  private static DhtClient start(DhtConfig.Builder config, NodeContext context) {
    return Dht.start(
        config.callbackExecutor(context.callbackExecutor()).build(), context.ambient());
  }
}
