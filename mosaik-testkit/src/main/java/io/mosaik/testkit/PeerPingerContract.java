package io.mosaik.testkit;

import static io.mosaik.api.spi.PingOutcome.Reason.LOCAL_FAILURE;
import static io.mosaik.api.spi.PingOutcome.Reason.NO_PATH;
import static io.mosaik.api.spi.PingOutcome.Reason.SILENT;
import static io.mosaik.api.spi.PingOutcome.Reason.WRONG_IDENTITY;
import static io.mosaik.api.spi.PingOutcome.Reason.WRONG_NETWORK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link PeerPinger} demands of its implementations. Extend it, say how to make a pinger, and
 * run it as a JUnit test.
 */
public abstract class PeerPingerContract extends Contract {

  private static final Duration SHORT = Duration.ofMillis(300);

  /** For extension by the tests of implementations. */
  protected PeerPingerContract() {}

  /**
   * Makes a pinger, as a provider would. It is closed after the test.
   *
   * @param context of the node that the pinger belongs to; asks for loopback
   * @return a new pinger
   * @throws Exception if it cannot be made
   */
  protected abstract PeerPinger newPinger(NodeContext context) throws Exception;

  /**
   * Whether a pinger of this kind answers the pings of others, as {@link
   * PeerPinger#localAddresses()} says. If it only asks, override {@link #newPeer} as well.
   *
   * @return true unless overridden
   */
  protected boolean answers() {
    return true;
  }

  /**
   * Starts a peer that can be pinged.
   *
   * @param context who the peer is
   * @return where it is
   * @throws Exception if it cannot be started
   * @implSpec makes a pinger and returns where it listens
   */
  protected PeerAddress newPeer(NodeContext context) throws Exception {
    PeerPinger pinger = opened(newPinger(context));
    return PeerAddress.of(context.identity().peerId(), pinger.localAddresses());
  }

  /**
   * A place where datagrams and connections go unanswered.
   *
   * @return an address of a kind that the pinger reaches
   * @throws Exception if there is none
   * @implSpec opens a port of loopback, for TCP and UDP
   */
  protected TransportAddress silentAddress() throws Exception {
    return new TransportAddress.Ip(opened(SilentPort.open()).address());
  }

  @Test
  public void theNameIsShort() throws Exception {
    assertTrue(pinger().name().matches("[a-z0-9-]{1,40}"), pinger().name());
  }

  @Test
  public void itReachesSomething() throws Exception {
    assertFalse(pinger().reaches().isEmpty());
  }

  @Test
  public void localAddressesAreConcrete() throws Exception {
    assumeTrue(answers(), "this pinger only asks");
    PeerPinger pinger = pinger();
    assertFalse(pinger.localAddresses().isEmpty());
    for (TransportAddress address : pinger.localAddresses()) {
      if (address instanceof TransportAddress.Ip ip) {
        assertTrue(ip.port() > 0, ip.toString());
        assertFalse(ip.address().isAnyLocalAddress(), ip.toString());
      }
    }
  }

  @Test
  public void aLivePeerIsHealthyAndSpeaksForItself() throws Exception {
    NodeContext other = context();
    PingOutcome.Healthy healthy = assertHealthy(pinger().ping(newPeer(other), patience()));
    assertEquals(other.identity().peerId(), healthy.entry().entry().id());
    assertEquals(network(), healthy.entry().entry().network());
    assertFalse(healthy.roundTrip().isNegative());
  }

  @Test
  public void aPeerIsFoundBehindItsLastAddressToo() throws Exception {
    PeerAddress peer = newPeer(context());
    List<TransportAddress> addresses = new ArrayList<>(peer.addresses());
    addresses.add(silentAddress());
    addresses.add(silentAddress());
    assertHealthy(pinger().ping(PeerAddress.of(peer.id(), addresses), patience()));
  }

  @Test
  public void somebodyElseAtTheAddressIsTheWrongIdentity() throws Exception {
    PeerAddress peer = newPeer(context());
    PeerAddress wrong = PeerAddress.of(newId(), peer.addresses());
    assertFailed(WRONG_IDENTITY, pinger().ping(wrong, patience()));
  }

  @Test
  public void aPeerOfAnotherNetworkIsOfTheWrongNetwork() throws Exception {
    NodeContext stranger =
        new TestNodeContext(NetworkId.ofBytes(Bytes.of(new byte[32])), Runnable::run);
    assertFailed(WRONG_NETWORK, pinger().ping(newPeer(stranger), patience()));
  }

  @Test
  public void aPeerThatNeverAnswersIsSilent() throws Exception {
    assertFailed(SILENT, pinger().ping(silentPeer(), SHORT));
  }

  @Test
  public void whereNobodyListensTheFailureIsThePeers() throws Exception {
    SilentPort port = SilentPort.open();
    port.close();
    PeerAddress gone = PeerAddress.of(newId(), new TransportAddress.Ip(port.address()));
    assumeTrue(pinger().reaches().contains(TransportAddress.Kind.IP), "no IP addresses");
    PingOutcome.Failed failed =
        assertInstanceOf(PingOutcome.Failed.class, await(pinger().ping(gone, SHORT)));
    assertTrue(failed.reason().isAttributableToPeer(), failed.toString());
  }

  @Test
  public void aPeerWithoutAnAddressThatItReachesHasNoPath() throws Exception {
    PeerPinger pinger = pinger();
    assertFailed(NO_PATH, pinger.ping(PeerAddress.of(newId()), SHORT));
    List<TransportAddress> unreachable =
        Stream.<TransportAddress>of(
                new TransportAddress.Relay("https://relay.invalid./"),
                TransportAddress.ip(InetAddress.getLoopbackAddress(), 9),
                new TransportAddress.Custom(7, Bytes.EMPTY))
            .filter(address -> !pinger.reaches().contains(address.kind()))
            .toList();
    assertFailed(NO_PATH, pinger.ping(PeerAddress.of(newId(), unreachable), SHORT));
  }

  @Test
  public void outcomesAreToldOnTheCallbackExecutor() throws Exception {
    PeerAddress peer = newPeer(context());
    HeldExecutor held = new HeldExecutor();
    CompletionStage<PingOutcome> ping = opened(newPinger(context(held))).ping(peer, patience());
    held.awaitTask(patience());
    assertFalse(isDone(ping));
    held.runUntil(() -> isDone(ping), patience());
    assertHealthy(ping);
  }

  @Test
  public void aPingReturnsBeforeThePeerAnswers() throws Exception {
    CompletionStage<PingOutcome> ping = pinger().ping(silentPeer(), patience());
    assertFalse(isDone(ping));
  }

  @Test
  public void closingEndsPendingPingsAsLocalFailures() throws Exception {
    PeerPinger pinger = pinger();
    CompletionStage<PingOutcome> ping = pinger.ping(silentPeer(), patience().multipliedBy(10));
    pinger.close();
    assertFailed(LOCAL_FAILURE, ping);
  }

  @Test
  public void aClosedPingerFailsLocallyAndIsClosedAgainInPeace() throws Exception {
    PeerAddress peer = newPeer(context());
    PeerPinger pinger = pinger();
    pinger.close();
    pinger.close();
    assertFailed(LOCAL_FAILURE, pinger.ping(peer, patience()));
  }

  @Test
  public void cancellingAPingLeavesTheOthersAlone() throws Exception {
    PeerAddress peer = newPeer(context());
    PeerPinger pinger = pinger();
    for (int i = 0; i < 5; i++) {
      CompletionStage<PingOutcome> kept = pinger.ping(peer, patience());
      pinger.ping(peer, patience()).toCompletableFuture().cancel(true);
      pinger.ping(silentPeer(), patience()).toCompletableFuture().cancel(true);
      assertHealthy(kept);
    }
  }

  @Test
  public void manyThreadsMayUseOnePinger() throws Exception {
    PeerPinger pinger = pinger();
    List<PeerAddress> peers = List.of(newPeer(context()), newPeer(context()), newPeer(context()));
    List<CompletableFuture<PingOutcome>> pings = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      PeerAddress peer = peers.get(i % peers.size());
      pings.add(
          CompletableFuture.supplyAsync(() -> pinger.ping(peer, patience()))
              .thenCompose(stage -> stage));
    }
    for (int i = 0; i < pings.size(); i++) {
      PingOutcome.Healthy healthy = assertHealthy(pings.get(i));
      assertEquals(peers.get(i % peers.size()).id(), healthy.entry().entry().id());
    }
  }

  @Test
  public void whoPingsUsAndProvesItIsMet() throws Exception {
    assumeTrue(answers(), "this pinger only asks");
    NodeContext us = context();
    PeerPinger ours = opened(newPinger(us));
    BlockingQueue<PeerAddress> met = new LinkedBlockingQueue<>();
    opened(ours.onPeerMet(met::add));

    NodeContext other = context();
    PeerPinger others = opened(newPinger(other));
    PeerAddress ourAddress = PeerAddress.of(us.identity().peerId(), ours.localAddresses());
    assertHealthy(others.ping(ourAddress, patience()));

    PeerAddress heard = met.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
    assertEquals(other.identity().peerId(), heard == null ? null : heard.id());
    assertFalse(heard.addresses().isEmpty());
  }

  @Test
  public void aClosedSubscriptionHearsNothing() throws Exception {
    assumeTrue(answers(), "this pinger only asks");
    HeldExecutor held = new HeldExecutor();
    NodeContext us = context(held);
    PeerPinger ours = opened(newPinger(us));
    AtomicInteger closed = new AtomicInteger();
    AtomicInteger open = new AtomicInteger();
    PeerPinger.Subscription subscription = ours.onPeerMet(peer -> closed.incrementAndGet());
    opened(ours.onPeerMet(peer -> open.incrementAndGet()));
    subscription.close();
    subscription.close();

    PeerAddress ourAddress = PeerAddress.of(us.identity().peerId(), ours.localAddresses());
    // Listeners are told in no order. By the second meeting all have heard of the first.
    for (int meetings = 1; meetings <= 2; meetings++) {
      int heard = meetings;
      assertHealthy(pinger().ping(ourAddress, patience()));
      held.runUntil(() -> open.get() >= heard, patience());
    }
    assertEquals(0, closed.get());
  }

  private PeerPinger pinger() throws Exception {
    return opened(newPinger(context()));
  }

  private PeerAddress silentPeer() throws Exception {
    return PeerAddress.of(newId(), silentAddress());
  }

  private PeerId newId() {
    return context().identity().peerId();
  }

  private PingOutcome.Healthy assertHealthy(CompletionStage<PingOutcome> ping) throws Exception {
    return assertInstanceOf(PingOutcome.Healthy.class, await(ping));
  }

  private void assertFailed(PingOutcome.Reason reason, CompletionStage<PingOutcome> ping)
      throws Exception {
    PingOutcome.Failed failed = assertInstanceOf(PingOutcome.Failed.class, await(ping));
    assertEquals(reason, failed.reason(), failed.detail());
  }
}
