package io.mosaik.it.relay;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.relay.PkarrRelay;
import io.mosaik.testkit.DhtClientContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The relay client over our own relay over a private DHT, all with real sockets. */
class RelayContractTest extends DhtClientContract {

  private static TestNetwork network;
  private static Dht dht;
  private static PkarrRelay relay;

  private final List<AutoCloseable> silent = new ArrayList<>();

  @BeforeAll
  static void start() {
    network = TestNetwork.start(20);
    dht = Dht.start(network.clientConfig().build(), Ambient.system());
    relay = PkarrRelay.over(dht).unlimited().start();
  }

  @AfterAll
  static void stop() {
    relay.close();
    dht.close();
    network.close();
  }

  @AfterEach
  void closeSilent() throws Exception {
    for (AutoCloseable socket : silent) {
      socket.close();
    }
  }

  @Override
  protected DhtClient newClient(NodeContext context) {
    return client(relay.localAddress().getPort(), context);
  }

  @Override
  protected Optional<DhtClient> newClientOfSilentStore(NodeContext context) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    silent.add(socket);
    return Optional.of(client(socket.getLocalPort(), context));
  }

  @Override
  protected Optional<DhtClient> newClientOfLyingStore(NodeContext context, SignedPacket lie)
      throws IOException {
    LyingRelay liar = new LyingRelay(lie);
    silent.add(liar);
    return Optional.of(client(liar.port(), context));
  }

  /** A relay takes only what reads as DNS records: here none of them, and then anything. */
  @Override
  protected Bytes payload(int size) {
    Bytes noRecords = Bytes.fromHex("000080000000000000000000");
    return noRecords.concat(super.payload(Math.max(0, size - noRecords.size())));
  }

  private static DhtClient client(int port, NodeContext context) {
    return PkarrRelayClient.builder()
        .relays("http://127.0.0.1:" + port)
        .budget(10_000, 10_000)
        .callbackExecutor(context.callbackExecutor())
        .ambient(context.ambient())
        .start();
  }
}
