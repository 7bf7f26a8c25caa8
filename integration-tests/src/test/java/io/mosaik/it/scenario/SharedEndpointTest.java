package io.mosaik.it.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An application protocol and the ping at one endpoint, as the README shows it. */
class SharedEndpointTest {

  private static final int PATIENCE_SECONDS = 60;

  @Test
  void aDiscoveredPeerIsAskedAtTheAddressThatWasDiscovered() throws Exception {
    BlockingQueue<BootstrapEvent> events = new LinkedBlockingQueue<>();
    try (TestNetwork network = TestNetwork.start(20);
        Dht dht = Dht.start(network.clientConfig().build(), Ambient.system());
        EchoPeer one = new EchoPeer(dht, events::add);
        EchoPeer two = new EchoPeer(dht, any -> {})) {
      PeerAddress found = discovered(events, two.bootstrap().id());
      Bytes hello = Bytes.of("hello".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 3; i++) {
        assertEquals(
            hello,
            one.ask(found, hello).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
    }
  }

  private static PeerAddress discovered(BlockingQueue<BootstrapEvent> events, PeerId wanted)
      throws InterruptedException {
    while (true) {
      BootstrapEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(event, "no event within " + PATIENCE_SECONDS + " s");
      if (event instanceof BootstrapEvent.PeerAdded added && added.peer().id().equals(wanted)) {
        return added.peer().address();
      }
    }
  }
}
