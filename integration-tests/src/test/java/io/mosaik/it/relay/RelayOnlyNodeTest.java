package io.mosaik.it.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.pkarr.ResourceRecord;
import io.mosaik.relay.PkarrRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that has nothing but relays. */
class RelayOnlyNodeTest {

  private static final Ambient AMBIENT = Ambient.system();
  private static final String NETWORK = "relays-only";
  private static final int EMPTY_SLOT = 11;

  /** Nobody answers at those addresses, but that may be our own fault: nothing shows otherwise. */
  @Test
  void itClaimsOnlyAnEmptySlotBecauseItsPingsProveNothing() throws Exception {
    try (TestNetwork network = TestNetwork.start(20);
        Dht dht = Dht.start(network.clientConfig().build(), AMBIENT);
        PkarrRelay relay = PkarrRelay.over(dht).unlimited().start();
        PkarrRelayClient client =
            PkarrRelayClient.builder()
                .relays("http://127.0.0.1:" + relay.localAddress().getPort())
                .budget(1000, 1000)
                .start()) {
      List<Slot> slots = Chain.of(NetworkId.of(NETWORK)).slots();
      for (Slot slot : slots) {
        if (slot.index() != EMPTY_SLOT) {
          dht.publish(silentPeer(slot), Expected.absent()).get(20, TimeUnit.SECONDS);
        }
      }
      CompletableFuture<ScanReport> scan = new CompletableFuture<>();
      CompletableFuture<Integer> claimed = new CompletableFuture<>();
      try (DhtBootstrap node =
          DhtBootstrap.builder()
              .network(NETWORK)
              .dhtClient(client)
              .bindAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
              .onEvent(
                  event -> {
                    if (event instanceof BootstrapEvent.ScanFinished finished) {
                      scan.complete(finished.report());
                    } else if (event instanceof BootstrapEvent.SlotClaimed claim) {
                      claimed.complete(claim.slot());
                    }
                  })
              .start()) {
        ScanReport report = scan.get(60, TimeUnit.SECONDS);
        assertEquals(EMPTY_SLOT, claimed.get(30, TimeUnit.SECONDS), report.toString());
        assertEquals(1, report.count(Verdict.EMPTY), report.toString());
        assertEquals(15, report.count(Verdict.UNVERIFIABLE), report.toString());
        assertTrue(node.address().addresses().size() > 0);
      }
    }
  }

  private static SignedPacket silentPeer(Slot slot) {
    KeyPair peer = KeyPair.generate(AMBIENT.random());
    List<ResourceRecord> records =
        List.of(
            ResourceRecord.txt("_id", 600, peer.peerId().toBase58()),
            ResourceRecord.txt("_ip", 600, "127.0.0.1:" + (9 + slot.index())));
    return SignedPacket.sign(
        slot.keys(),
        Timestamp.of(AMBIENT.wallClock().instant()),
        DnsPacket.encode(slot.key(), records));
  }
}
