package io.mosaik.bootstrap.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.TransportAddress.Kind;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Failed;
import io.mosaik.api.spi.PingOutcome.Reason;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.guest.Faults;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.guest.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PingersTest {

  private static final KeyPair PEER = KeyPair.fromHex("22".repeat(32));
  private static final KeyPair OTHER = KeyPair.fromHex("33".repeat(32));
  private static final TransportAddress IP = TransportAddress.parseIp("203.0.113.7:1");
  private static final TransportAddress RELAY = new TransportAddress.Relay("https://r.example/");
  private static final PeerAddress BOTH = PeerAddress.of(PEER.peerId(), IP, RELAY);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<Fault> faults = new ArrayList<>();
  private final GuestCalls calls = new GuestCalls(scheduler, new Faults(faults::add));
  private final Scripted ip = new Scripted(Set.of(Kind.IP));
  private final Scripted relay = new Scripted(Set.of(Kind.RELAY, Kind.IP));
  private final Pingers pingers = pingers(ip, relay);

  /** A pinger that does what a test tells it to. */
  private static final class Scripted implements PeerPinger {
    final Set<Kind> kinds;
    final List<PeerAddress> asked = new ArrayList<>();
    CompletableFuture<PingOutcome> outcome = new CompletableFuture<>();
    Consumer<PeerAddress> listener = peer -> {};
    boolean throwing;

    Scripted(Set<Kind> kinds) {
      this.kinds = kinds;
    }

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
      throwIfTold();
      asked.add(address);
      return outcome;
    }

    @Override
    public Set<Kind> reaches() {
      throwIfTold();
      return kinds;
    }

    @Override
    public Set<TransportAddress> localAddresses() {
      throwIfTold();
      return Set.of(TransportAddress.parseIp("10.0.0." + kinds.size() + ":1"));
    }

    @Override
    public Subscription onPeerMet(Consumer<PeerAddress> met) {
      throwIfTold();
      listener = met;
      return () -> listener = peer -> {};
    }

    @Override
    public void close() {}

    private void throwIfTold() {
      if (throwing) {
        throw new IllegalStateException("boom");
      }
    }
  }

  @Test
  void eachKindOfAddressBelongsToTheFirstPingerThatReachesIt() {
    pingers.ping(BOTH, TIMEOUT);
    assertEquals(List.of(PeerAddress.of(PEER.peerId(), IP)), ip.asked);
    assertEquals(List.of(PeerAddress.of(PEER.peerId(), RELAY)), relay.asked);
    assertEquals(Set.of(Kind.IP, Kind.RELAY), pingers.reaches());
  }

  @Test
  void onePingerIsEnoughForOneKind() {
    CompletableFuture<PingOutcome> ping = pingers.ping(PeerAddress.of(PEER.peerId(), IP), TIMEOUT);
    assertTrue(relay.asked.isEmpty());
    ip.outcome.complete(failed(Reason.REFUSED));
    assertEquals(failed(Reason.REFUSED), ping.join());
  }

  @Test
  void withoutAPathNobodyIsAsked() {
    Pingers onlyIp = pingers(ip);
    PeerAddress unreachable = PeerAddress.of(PEER.peerId(), RELAY);
    assertReason(Reason.NO_PATH, onlyIp.ping(unreachable, TIMEOUT));
    assertReason(Reason.NO_PATH, pingers().ping(BOTH, TIMEOUT));
    assertReason(Reason.NO_PATH, pingers.ping(PeerAddress.of(PEER.peerId()), TIMEOUT));
    assertTrue(pingers().reaches().isEmpty());
    assertTrue(ip.asked.isEmpty());
  }

  @Test
  void theFirstThatFindsThePeerAliveSettlesTheMatter() {
    CompletableFuture<PingOutcome> ping = pingers.ping(BOTH, TIMEOUT);
    PingOutcome healthy = healthy(PEER);
    relay.outcome.complete(healthy);
    assertSame(healthy, ping.join());
    assertTrue(ip.outcome.isCancelled());
    assertTrue(faults.isEmpty());
    assertEquals(0, scheduler.pending());
  }

  @Test
  void aFailureWaitsForTheOtherPaths() {
    CompletableFuture<PingOutcome> ping = pingers.ping(BOTH, TIMEOUT);
    ip.outcome.complete(failed(Reason.SILENT));
    assertFalse(ping.isDone());
    PingOutcome alive = new PingOutcome.AliveUnknownVersion(PEER.peerId(), "9.0.0", Duration.ZERO);
    relay.outcome.complete(alive);
    assertSame(alive, ping.join());
  }

  @Test
  void thePeerIsAsLittleProvenDeadAsByTheLeastTellingPath() {
    assertEquals(Reason.LOCAL_FAILURE, combined(Reason.SILENT, Reason.LOCAL_FAILURE));
    assertEquals(Reason.LOCAL_FAILURE, combined(Reason.LOCAL_FAILURE, Reason.NO_PATH));
    assertEquals(Reason.NO_PATH, combined(Reason.WRONG_IDENTITY, Reason.NO_PATH));
    assertEquals(Reason.SILENT, combined(Reason.WRONG_IDENTITY, Reason.SILENT));
    for (Reason reason : Reason.values()) {
      assertEquals(reason, combined(reason, reason));
    }
  }

  @Test
  void cancellingAPingReachesAllPingers() {
    CompletableFuture<PingOutcome> ping = pingers.ping(BOTH, TIMEOUT);
    ping.cancel(true);
    assertTrue(ip.outcome.isCancelled());
    assertTrue(relay.outcome.isCancelled());
    assertTrue(faults.isEmpty());
  }

  @Test
  void aPingerThatHangsSaysNothingAboutThePeer() {
    CompletableFuture<PingOutcome> ping = pingers(ip).ping(BOTH, TIMEOUT);
    scheduler.advance(TIMEOUT);
    assertFalse(ping.isDone());
    scheduler.advance(GRACE);
    assertReason(Reason.LOCAL_FAILURE, ping);
    assertFault(Fault.Kind.HUNG);
  }

  @Test
  void aPingerThatFailsSaysNothingAboutThePeer() {
    ip.outcome.completeExceptionally(new IllegalStateException("boom"));
    assertReason(Reason.LOCAL_FAILURE, pingers(ip).ping(BOTH, TIMEOUT));
    assertFault(Fault.Kind.THREW);
  }

  @Test
  void aPingerThatReturnsNullSaysNothingAboutThePeer() {
    ip.outcome.complete(null);
    assertReason(Reason.LOCAL_FAILURE, pingers(ip).ping(BOTH, TIMEOUT));
    assertFault(Fault.Kind.RETURNED_NULL);
  }

  @Test
  void aPingerThatTakesOnePeerForAnotherSaysNothingAboutThePeer() {
    ip.outcome.complete(healthy(OTHER));
    assertReason(Reason.LOCAL_FAILURE, pingers(ip).ping(BOTH, TIMEOUT));
    assertFault(Fault.Kind.LIED);
    relay.outcome.complete(
        new PingOutcome.AliveUnknownVersion(OTHER.peerId(), "9.0.0", Duration.ZERO));
    assertReason(Reason.LOCAL_FAILURE, pingers(relay).ping(BOTH, TIMEOUT));
  }

  @Test
  void aPingerThatThrowsFromTheBeginningIsLeftOut() {
    ip.throwing = true;
    Pingers both = pingers(ip, relay);
    assertEquals(Set.of(Kind.IP, Kind.RELAY), both.reaches());
    assertEquals(relay.localAddresses(), both.localAddresses());
    Runnable end = both.onPeerMet(peer -> {});
    both.ping(BOTH, TIMEOUT);
    assertEquals(List.of(BOTH), relay.asked);
    end.run();
    assertEquals(
        List.of("reaches", "localAddresses", "onPeerMet"),
        faults.stream().map(Fault::operation).toList());
  }

  @Test
  void localAddressesOfAllPingersAreTold() {
    assertEquals(
        Set.of(TransportAddress.parseIp("10.0.0.1:1"), TransportAddress.parseIp("10.0.0.2:1")),
        pingers.localAddresses());
  }

  @Test
  void peersThatAnyPingerMetAreToldUntilTheSubscriptionEnds() {
    List<PeerAddress> met = new ArrayList<>();
    Runnable end = pingers.onPeerMet(met::add);
    ip.listener.accept(BOTH);
    relay.listener.accept(BOTH);
    relay.listener.accept(null);
    assertEquals(List.of(BOTH, BOTH), met);
    assertFault(Fault.Kind.LIED);
    end.run();
    end.run();
    ip.listener.accept(BOTH);
    assertEquals(2, met.size());
  }

  private Reason combined(Reason first, Reason second) {
    ip.outcome = CompletableFuture.completedFuture(failed(first));
    relay.outcome = CompletableFuture.completedFuture(failed(second));
    return assertInstanceOf(Failed.class, pingers.ping(BOTH, TIMEOUT).join()).reason();
  }

  private Pingers pingers(Scripted... scripted) {
    List<Guest<PeerPinger>> guests = new ArrayList<>();
    for (Scripted pinger : scripted) {
      guests.add(new Guest<>("pinger-" + guests.size(), pinger, false));
    }
    return new Pingers(guests, GRACE, calls, name -> Runnable::run);
  }

  private void assertReason(Reason reason, CompletableFuture<PingOutcome> ping) {
    assertTrue(ping.isDone());
    assertEquals(reason, assertInstanceOf(Failed.class, ping.join()).reason());
  }

  private void assertFault(Fault.Kind kind) {
    assertEquals(1, faults.size(), faults::toString);
    assertEquals(kind, faults.get(0).kind());
  }

  private static Failed failed(Reason reason) {
    return new Failed(reason, "scripted");
  }

  private static PingOutcome healthy(KeyPair who) {
    PeerEntry entry =
        PeerEntry.of(
            Dialect.V0_3, NetworkId.of("n"), PeerAddress.of(who.peerId(), IP), Instant.EPOCH);
    return new PingOutcome.Healthy(SignedPeerEntry.sign(who, entry), Duration.ofMillis(1));
  }
}
