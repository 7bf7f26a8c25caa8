package io.mosaik.it.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.PeerId;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.DhtBootstrapBuilder;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings.Pinging;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes of one host that meet in a private DHT on loopback, over QUIC. */
class LoopbackTest {

  private static final Ambient AMBIENT = Ambient.system();
  private static final int STARTS = 8;
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<BootstrapEvent> events = new LinkedBlockingQueue<>();
  private TestNetwork network;
  private Dht peersDht;
  private DhtBootstrap peer;

  /** The peer is bound to loopback, hence its record names a loopback address and nothing else. */
  @BeforeEach
  void aPeerHoldsASlot() throws Exception {
    network = TestNetwork.start(20);
    peersDht = Dht.start(network.clientConfig().build(), AMBIENT);
    peer =
        node(peersDht)
            .bindAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .settings(s -> s.with(new Pinging(Duration.ofMillis(500), 16)))
            .pollIntervals(Duration.ofMillis(500), Duration.ofMillis(500))
            .onEvent(events::add)
            .start();
    await(BootstrapEvent.SlotClaimed.class);
  }

  @AfterEach
  void closeAll() {
    peer.close();
    peersDht.close();
    network.close();
  }

  /** Bound to all addresses, as by default; each start has a fresh DHT node that knows nothing. */
  @Test
  void everyFirstScanFindsTheLivingPeer() throws Exception {
    int found = 0;
    for (int i = 0; i < STARTS; i++) {
      try (Dht dht = Dht.start(network.clientConfig().build(), AMBIENT)) {
        ScanReport first = node(dht).scanOnce().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        boolean isHealthy = first.count(Verdict.HEALTHY) == 1;
        assertTrue(isHealthy, () -> "after " + STARTS + " starts: " + first);
        found++;
      }
    }
    assertEquals(STARTS, found);
  }

  @Test
  void theFirstScanWithoutAPingerReportsTheUnverifiedPeer() throws Exception {
    BlockingQueue<BootstrapEvent> seen = new LinkedBlockingQueue<>();
    try (Dht dht = Dht.start(network.clientConfig().build(), AMBIENT);
        DhtBootstrap node = node(dht).pinging(false).onEvent(seen::add).start()) {
      BootstrapEvent event = next(seen);
      while (!(event instanceof BootstrapEvent.UnverifiedPeerDiscovered)) {
        String early = event.toString();
        assertFalse(event instanceof BootstrapEvent.ScanFinished, () -> "nobody in " + early);
        event = next(seen);
      }
      assertEquals(peer.id(), ((BootstrapEvent.UnverifiedPeerDiscovered) event).address().id());
      assertEquals(peer.id(), node.peers().get(0).id());
    }
  }

  /** An observer pings the peer; the peer pings back, and must not take it for one of its own. */
  @Test
  void whoOnlyLooksIsNoPeer() throws Exception {
    PeerId observer;
    try (Dht dht = Dht.start(network.clientConfig().build(), AMBIENT);
        DhtBootstrap looking = node(dht).observer(true).start()) {
      observer = looking.id();
      BootstrapEvent.PeerMet met = await(BootstrapEvent.PeerMet.class);
      assertEquals(observer, met.address().id());
      for (int scan = 0; scan < 4; scan++) { // the ping back ends within one
        await(BootstrapEvent.ScanFinished.class);
      }
      assertTrue(looking.heldSlot().isEmpty());
      assertEquals(peer.id(), looking.peers().get(0).id());
    }
    assertEquals(List.of(), peer.peers());
  }

  private DhtBootstrapBuilder node(Dht dht) {
    return DhtBootstrap.builder().network("loopback").dhtClient(dht);
  }

  /** Returns the next event of a type, and checks on the way that the peer discovers nobody. */
  private <T extends BootstrapEvent> T await(Class<T> type) throws InterruptedException {
    while (true) {
      BootstrapEvent event = next(events);
      assertFalse(event instanceof BootstrapEvent.PeerDiscovered, event::toString);
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  private static BootstrapEvent next(BlockingQueue<BootstrapEvent> events)
      throws InterruptedException {
    BootstrapEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(event, "no event within " + PATIENCE_SECONDS + " s");
    return event;
  }
}
