package io.mosaik.bootstrap.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.guest.Faults;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.guest.GuestThreads;
import io.mosaik.bootstrap.guest.ManualScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SinksTest {

  private static final PeerId PEER = KeyPair.fromHex("22".repeat(32)).peerId();
  private static final PeerAddress ADDRESS = PeerAddress.of(PEER);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());
  private final GuestCalls calls = new GuestCalls(scheduler, new Faults(faults::add));

  /** A sink that writes down what it hears. */
  private static class Recording implements DiscoverySink {
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    OptionalInt neighbors = OptionalInt.empty();

    @Override
    public void peerDiscovered(PeerAddress address) {
      heard.add("peer " + address.id().toShortHex());
    }

    @Override
    public void peerLost(PeerAddress address) {
      heard.add("lost " + address.id().toShortHex());
    }

    @Override
    public void roundTripSampled(PeerId id, Duration roundTrip) {
      heard.add("rtt " + roundTrip.toMillis());
    }

    @Override
    public OptionalInt neighborCount() {
      return neighbors;
    }
  }

  private static final class Unruly extends Recording {
    @Override
    public void peerDiscovered(PeerAddress address) {
      throw new IllegalStateException("boom");
    }

    @Override
    public OptionalInt neighborCount() {
      return null;
    }
  }

  @Test
  void allSinksHearEverything() {
    Recording one = new Recording();
    Recording two = new Recording();
    Sinks sinks = direct(one, two);
    sinks.peerDiscovered(ADDRESS);
    sinks.unverifiedPeerDiscovered(ADDRESS);
    sinks.roundTripSampled(PEER, Duration.ofMillis(7));
    sinks.peerLost(ADDRESS);
    String peer = "peer " + PEER.toShortHex();
    assertEquals(List.of(peer, peer, "rtt 7", "lost " + PEER.toShortHex()), one.heard);
    assertEquals(one.heard, two.heard);
  }

  @Test
  void aSinkThatThrowsIsReportedOnceAndTheOthersHear() {
    Recording good = new Recording();
    Sinks sinks = direct(new Unruly(), good);
    sinks.peerDiscovered(ADDRESS);
    sinks.peerDiscovered(ADDRESS);
    assertEquals(2, good.heard.size());
    assertEquals(1, faults.size());
    assertEquals(
        "sink-0.peerDiscovered threw: java.lang.IllegalStateException: boom",
        faults.get(0).toString());
  }

  @Test
  void theLargestNeighborCountRules() {
    Recording three = new Recording();
    three.neighbors = OptionalInt.of(3);
    Recording none = new Recording();
    none.neighbors = OptionalInt.of(0);
    assertEquals(OptionalInt.of(3), direct(none, three, new Recording()).neighborCount().join());
    assertEquals(OptionalInt.of(0), direct(none, new Recording()).neighborCount().join());
    assertEquals(OptionalInt.empty(), direct(new Recording()).neighborCount().join());
    assertEquals(OptionalInt.empty(), direct().neighborCount().join());
    assertTrue(faults.isEmpty());
  }

  @Test
  void aSinkThatCannotCountIsLeftOut() {
    Recording three = new Recording();
    three.neighbors = OptionalInt.of(3);
    assertEquals(OptionalInt.of(3), direct(new Unruly(), three).neighborCount().join());
    assertEquals(Fault.Kind.RETURNED_NULL, faults.get(0).kind());
  }

  @Test
  void aSinkThatIsBusyForASecondIsLeftOutOfTheCount() {
    Queue<Runnable> busy = new ArrayDeque<>();
    Recording three = new Recording();
    three.neighbors = OptionalInt.of(3);
    CompletableFuture<OptionalInt> count = sinks(name -> busy::add, three).neighborCount();
    assertFalse(count.isDone());
    scheduler.advance(Duration.ofSeconds(1));
    assertEquals(OptionalInt.empty(), count.join());
    assertEquals(Fault.Kind.HUNG, faults.get(0).kind());
  }

  @Test
  void aSinkThatBlocksLosesEventsAndHoldsNobodyUp() throws Exception {
    GuestThreads threads = new GuestThreads();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    DiscoverySink blocked =
        address -> {
          begun.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    CountDownLatch heard = new CountDownLatch(10);
    DiscoverySink good = address -> heard.countDown();
    sinks(threads::create, blocked).peerDiscovered(ADDRESS);
    assertTrue(begun.await(10, TimeUnit.SECONDS));
    Sinks sinks = sinks(threads::create, blocked, good);
    for (int i = 0; i < 10; i++) {
      sinks.peerDiscovered(ADDRESS);
    }
    assertTrue(heard.await(10, TimeUnit.SECONDS));
    assertTrue(faults.isEmpty());
    Sinks flooded = sinks(threads::create, blocked);
    for (int i = 0; i < GuestThreads.CAPACITY + 2; i++) {
      flooded.peerDiscovered(ADDRESS);
    }
    assertEquals(1, faults.size());
    assertEquals(Fault.Kind.OVERFLOWED, faults.get(0).kind());
    release.countDown();
    assertTrue(threads.end(Duration.ofSeconds(10)));
  }

  private Sinks direct(DiscoverySink... instances) {
    return sinks(name -> Runnable::run, instances);
  }

  private Sinks sinks(Function<String, Executor> threads, DiscoverySink... instances) {
    List<Guest<DiscoverySink>> guests = new ArrayList<>();
    for (DiscoverySink sink : instances) {
      guests.add(new Guest<>("sink-" + guests.size(), sink, false));
    }
    return new Sinks(guests, calls, threads);
  }
}
