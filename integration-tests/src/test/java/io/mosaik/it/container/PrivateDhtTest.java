package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.PeerId;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.testkit.container.BeaconContainer;
import io.mosaik.testkit.container.PrivateDht;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a user of the testkit writes: a private DHT, and peers in containers and in the test. */
@ExtendWith(Lab.class)
class PrivateDhtTest {

  @Test
  void aNodeInTheTestFindsOneInAContainer() throws Exception {
    try (PrivateDht dht = new PrivateDht(3);
        BeaconContainer peer = new BeaconContainer(dht, "my-app")) {
      dht.start();
      peer.start();

      CompletableFuture<PeerId> found = new CompletableFuture<>();
      try (DhtBootstrap us =
          DhtBootstrap.builder()
              .network("my-app")
              .option("mainline-dht", "bootstrap", String.join(",", dht.hostBootstrap()))
              .onEvent(
                  event -> {
                    if (event instanceof BootstrapEvent.PeerDiscovered discovered) {
                      found.complete(discovered.address().id());
                    }
                  })
              .start()) {
        assertEquals(peer.peerId(), found.get(30, TimeUnit.SECONDS));
        peer.awaitDiscovery(us.id(), Duration.ofSeconds(30));
        assertTrue(peer.discovered().contains(us.id()));
      }
    }
  }
}
