package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.pkarr.ResourceRecord;
import io.mosaik.testkit.container.BeaconContainer;
import io.mosaik.testkit.container.PkarrRelayContainer;
import io.mosaik.testkit.container.PrivateDht;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A relay in a container, between a private DHT and those whom UDP does not reach. */
@ExtendWith(Lab.class)
class PkarrRelayTest {

  private static final Ambient AMBIENT = Ambient.system();

  private static PrivateDht dht;
  private static PkarrRelayContainer relay;

  @BeforeAll
  static void start() {
    dht = Lab.dht();
    relay = new PkarrRelayContainer(dht);
    relay.start();
  }

  @AfterAll
  static void stop() {
    if (relay != null) {
      relay.stop();
    }
  }

  @Test
  void whatGoesInByHttpIsReadByUdpAndTheReverse() throws Exception {
    try (PkarrRelayClient http =
            PkarrRelayClient.builder().relays(relay.url()).budget(1000, 1000).start();
        Dht udp = Dht.start(DhtConfig.builder().bootstrap(dht.hostBootstrap()).build(), AMBIENT)) {
      udp.joined().get(30, TimeUnit.SECONDS);

      SignedPacket byHttp = packet();
      assertTrue(http.publish(byHttp, Expected.absent()).get(30, TimeUnit.SECONDS).stored() > 0);
      assertEquals(Optional.of(byHttp), read(udp, byHttp).newest());

      SignedPacket byUdp = packet();
      assertTrue(udp.publish(byUdp, Expected.absent()).get(30, TimeUnit.SECONDS).stored() > 0);
      assertEquals(Optional.of(byUdp), read(http, byUdp).newest());
    }
  }

  @Test
  void aPeerThatHasOnlyTheRelayIsFoundInTheDht() throws Exception {
    try (BeaconContainer peer = new BeaconContainer(dht, "relayed").withRelayOnly(relay)) {
      peer.start();
      CompletableFuture<PeerId> found = new CompletableFuture<>();
      try (DhtBootstrap us =
          DhtBootstrap.builder()
              .network("relayed")
              .option("mainline-dht", "bootstrap", String.join(",", dht.hostBootstrap()))
              .onEvent(
                  event -> {
                    if (event instanceof BootstrapEvent.PeerDiscovered discovered) {
                      found.complete(discovered.address().id());
                    }
                  })
              .start()) {
        assertEquals(peer.peerId(), found.get(60, TimeUnit.SECONDS), () -> us.id() + " is alone");
      }
    }
  }

  private static Resolution read(DhtClient client, SignedPacket packet) throws Exception {
    return client
        .resolveMostRecent(packet.key(), early -> {})
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static SignedPacket packet() {
    KeyPair keys = KeyPair.generate(AMBIENT.random());
    return SignedPacket.sign(
        keys,
        Timestamp.of(AMBIENT.wallClock().instant()),
        DnsPacket.encode(
            keys.publicKey(), List.of(ResourceRecord.txt("_from", 600, "a container"))));
  }
}
