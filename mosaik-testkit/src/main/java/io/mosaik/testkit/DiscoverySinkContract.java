package io.mosaik.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.NodeContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What {@link DiscoverySink} demands of its implementations. Extend it, say how to make a sink and
 * what the application learnt from it, and run it as a JUnit test.
 *
 * <p>As in the bootstrap, events come one at a time, and questions about neighbours from another
 * thread at any time.
 *
 * @param <S> the implementation
 */
public abstract class DiscoverySinkContract<S extends DiscoverySink> extends Contract {

  /** For extension by the tests of implementations. */
  protected DiscoverySinkContract() {}

  /**
   * Makes a sink, as a provider would. It is closed after the test.
   *
   * @param context of the node that the sink belongs to
   * @return a new sink
   * @throws Exception if it cannot be made
   */
  protected abstract S newSink(NodeContext context) throws Exception;

  /**
   * What the application has learnt.
   *
   * @param sink a sink of this test
   * @return the peers that reached the application by way of this sink, in any order and number
   * @throws Exception if this cannot be found out
   */
  protected abstract Collection<PeerAddress> learnt(S sink) throws Exception;

  @Test
  public void discoveredPeersReachTheApplication() throws Exception {
    S sink = sink();
    List<PeerAddress> peers = List.of(newPeer(), newPeer(), newPeer());
    peers.forEach(sink::peerDiscovered);
    assertEquals(new HashSet<>(peers), Set.copyOf(learnt(sink)));
  }

  @Test
  public void aPeerIsDiscoveredInEveryScan() throws Exception {
    S sink = sink();
    PeerAddress peer = newPeer();
    PeerAddress moved = PeerAddress.of(peer.id(), newPeer().addresses());
    for (int scan = 0; scan < 3; scan++) {
      sink.peerDiscovered(peer);
    }
    sink.peerDiscovered(moved);
    assertTrue(learnt(sink).contains(moved));
    assertEquals(Set.of(peer.id()), ids(learnt(sink)));
  }

  @Test
  public void peersWithoutAnyAddressAreTaken() throws Exception {
    S sink = sink();
    PeerAddress peer = PeerAddress.of(newPeer().id());
    sink.peerDiscovered(peer);
    assertEquals(Set.of(peer), Set.copyOf(learnt(sink)));
  }

  @Test
  public void unverifiedPeersAreTakenOrIgnoredButNeverRefused() throws Exception {
    S sink = sink();
    PeerAddress unverified = newPeer();
    sink.unverifiedPeerDiscovered(unverified);
    assertTrue(Set.of(unverified).containsAll(learnt(sink)));
  }

  @Test
  public void lostPeersAreTakenWhetherKnownOrNotAndMayComeBack() throws Exception {
    S sink = sink();
    PeerAddress known = newPeer();
    sink.peerDiscovered(known);
    sink.peerLost(known);
    sink.peerLost(newPeer());
    sink.peerDiscovered(known);
    assertEquals(Set.of(known), Set.copyOf(learnt(sink)));
  }

  @Test
  public void roundTripsOfKnownAndUnknownPeersAreTaken() throws Exception {
    S sink = sink();
    PeerAddress known = newPeer();
    sink.peerDiscovered(known);
    sink.roundTripSampled(known.id(), Duration.ofMillis(3));
    sink.roundTripSampled(newPeer().id(), Duration.ZERO);
    assertEquals(Set.of(known), Set.copyOf(learnt(sink)));
  }

  @Test
  public void theNumberOfNeighboursIsNotNegative() throws Exception {
    assertTrue(sink().neighborCount().orElse(0) >= 0);
  }

  @Test
  public void neighboursAreCountedWhilePeersAreDiscovered() throws Exception {
    S sink = sink();
    List<PeerAddress> peers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      peers.add(newPeer());
    }
    CompletableFuture<Void> events =
        CompletableFuture.runAsync(
            () -> {
              for (PeerAddress peer : peers) {
                sink.peerDiscovered(peer);
                sink.roundTripSampled(peer.id(), Duration.ofMillis(1));
              }
            });
    do {
      assertTrue(sink.neighborCount().orElse(0) >= 0);
    } while (!events.isDone());
    events.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    assertEquals(new HashSet<>(peers), Set.copyOf(learnt(sink)));
  }

  @Test
  public void closingTwiceIsClosingOnce() throws Exception {
    S sink = sink();
    sink.peerDiscovered(newPeer());
    sink.close();
    sink.close();
  }

  private S sink() throws Exception {
    return opened(newSink(context()));
  }

  private PeerAddress newPeer() {
    NodeContext peer = context();
    int port = 1024 + peer.ambient().random().nextInt(60_000);
    return PeerAddress.of(
        peer.identity().peerId(), TransportAddress.ip(InetAddress.getLoopbackAddress(), port));
  }

  private static Set<PeerId> ids(Collection<PeerAddress> peers) {
    Set<PeerId> ids = new HashSet<>();
    peers.forEach(peer -> ids.add(peer.id()));
    return ids;
  }
}
