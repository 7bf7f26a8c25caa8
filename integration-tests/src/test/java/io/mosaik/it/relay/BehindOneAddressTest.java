package io.mosaik.it.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.PeerId;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.relay.PkarrRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Nodes behind one address that have nothing but one relay, all with the limits they have anyway.
 */
class BehindOneAddressTest {

  private static final int NODES = 3;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Ambient AMBIENT = Ambient.system();

  private final CountDownLatch pairs = new CountDownLatch(NODES * (NODES - 1));
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  @Test
  void threeNodesThatHaveOnlyARelayKnowEachOtherInHalfAMinute() throws Exception {
    try (TestNetwork network = TestNetwork.start(20);
        Dht dht = Dht.start(network.clientConfig().build(), AMBIENT);
        PkarrRelay relay = PkarrRelay.over(dht).start()) {
      String url = "http://127.0.0.1:" + relay.localAddress().getPort();
      List<AutoCloseable> open = new ArrayList<>();
      try {
        long started = AMBIENT.monotonic().now().nanos();
        for (int i = 0; i < NODES; i++) {
          PkarrRelayClient client = PkarrRelayClient.builder().relays(url).start();
          open.add(client);
          open.add(start(client));
        }
        boolean met = pairs.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        long took = AMBIENT.monotonic().now().nanos() - started;
        System.out.printf(
            Locale.ROOT,
            "%d relay-only nodes behind one address: all know all: %s, after %.1f s%n",
            NODES,
            met,
            took / 1e9);
        String metrics = get(url + "/metrics");
        assertTrue(met, () -> pairs.getCount() + " pairs have not met: " + warnings + metrics);
        assertTrue(metrics.contains("mosaik_relay_limited_total 0\n"), metrics);
        assertTrue(get(url + "/ready").contains("ok"));
      } finally {
        for (int i = open.size() - 1; i >= 0; i--) {
          open.get(i).close();
        }
      }
    }
  }

  private DhtBootstrap start(PkarrRelayClient client) {
    Set<PeerId> found = ConcurrentHashMap.newKeySet();
    return DhtBootstrap.builder()
        .network("behind-one-address")
        .dhtClient(client)
        .bindAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
        .onEvent(
            event -> {
              if (event instanceof BootstrapEvent.PeerDiscovered discovered) {
                if (found.add(discovered.address().id())) {
                  pairs.countDown();
                }
              } else if (event instanceof BootstrapEvent.Warning warning) {
                warnings.add(warning.message());
              }
            })
        .start();
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }
}
