package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** When something is stored again, and when no more; on virtual time, with a store that obeys. */
class KeepTest {

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final KeyPair KEY = KeyPair.generate(new Random(1));
  private static final PublishReceipt RECEIPT = new PublishReceipt(20, 20, Map.of());

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final FakeStore store = new FakeStore();
  private final Deque<Ring> rings = new ArrayDeque<>();
  private boolean gone;

  private record Ring(Deadline at, Runnable task, Future<?> alarm) {}

  @Test
  void itIsStoredAtOnceAndAgainBeforeTheIntervalIsOver() {
    Keep keep = keep(new Publication.Immutable(Bytes.fromHex("aa")));
    assertEquals(1, store.writes.size());
    for (int round = 2; round < 100; round++) {
      Duration slept = wake();
      assertTrue(slept.compareTo(INTERVAL) <= 0, slept::toString);
      assertTrue(slept.compareTo(INTERVAL.multipliedBy(3).dividedBy(4)) >= 0, slept::toString);
      assertEquals(round, store.writes.size());
    }
    assertEquals(99, keep.status().rounds());
    assertEquals(Optional.of(RECEIPT), keep.status().latest());
    assertTrue(keep.stored().isDone());
    assertFalse(keep.ended().isDone());
  }

  @Test
  void anAlarmThatRingsEarlyIsSetAgain() {
    keep(new Publication.Immutable(Bytes.fromHex("aa")));
    rings.poll().task().run();
    assertEquals(1, store.writes.size());
    assertEquals(1, rings.size());
    wake();
    assertEquals(2, store.writes.size());
  }

  @Test
  void whatFailsIsTriedAgainSoonAndLessAndLessSo() {
    for (int i = 0; i < 20; i++) {
      store.failures.add(Reason.TIMED_OUT);
    }
    Keep keep =
        keep(new Publication.Announcement(DhtId.ofImmutable(Bytes.EMPTY), OptionalInt.of(1)));
    assertEquals(Optional.of(Reason.TIMED_OUT), keep.status().problem());
    Duration first = wake();
    assertTrue(first.compareTo(Keep.LEAST_RETRY) <= 0, first::toString);
    Duration last = first;
    for (int i = 0; i < 19; i++) {
      last = wake();
    }
    assertTrue(last.compareTo(INTERVAL.dividedBy(2)) > 0 && last.compareTo(INTERVAL) <= 0);
    assertEquals(1, keep.status().rounds());
    assertEquals(Optional.empty(), keep.status().problem());
  }

  @Test
  void anItemIsSwappedForWhatWasThere() {
    keep(new Publication.Mutable(item(5, "aa")));
    assertEquals(List.of("item 5 cas OptionalLong.empty"), store.writes);
    store.found = Optional.of(item(5, "aa"));
    wake();
    store.found = Optional.of(item(3, "bb"));
    wake();
    assertEquals("item 5 cas OptionalLong[5]", store.writes.get(1));
    assertEquals("item 5 cas OptionalLong[3]", store.writes.get(2));
  }

  @Test
  void anItemThatIsRefusedByThoseWhoHaveItAlreadyIsKept() {
    Keep keep = keep(new Publication.Mutable(item(5, "aa")));
    store.found = Optional.of(item(5, "aa"));
    store.failures.add(Reason.NOT_MOST_RECENT);
    wake();
    assertEquals(2, keep.status().rounds());
    assertEquals(Optional.empty(), keep.status().problem());
    assertEquals(Optional.of(RECEIPT), keep.status().latest());

    store.found = Optional.of(item(4, "aa"));
    store.failures.add(Reason.NOT_MOST_RECENT);
    wake();
    assertEquals(2, keep.status().rounds());
    assertEquals(Optional.of(Reason.NOT_MOST_RECENT), keep.status().problem());
  }

  @Test
  void aNewerItemIsNotWrittenOverAndEndsIt() throws Exception {
    Keep keep = keep(new Publication.Mutable(item(5, "aa")));
    SignedItem newer = item(6, "bb");
    store.found = Optional.of(newer);
    wake();
    assertEquals(1, store.writes.size());
    assertEquals(Optional.of(newer), keep.ended().get().newer());
    assertTrue(keep.status().end().orElseThrow().isSuperseded());
    assertEquals(0, rings.size());
  }

  @Test
  void ofOneSequenceNumberTheGreaterValueIsTheNewer() throws Exception {
    store.found = Optional.of(item(5, "01"));
    Keep greater = keep(new Publication.Mutable(item(5, "02")));
    assertEquals(1, greater.status().rounds());
    store.found = Optional.of(item(5, "03"));
    Keep smaller = keep(new Publication.Mutable(item(5, "02")));
    assertEquals(store.found, smaller.ended().get().newer());
    ExecutionException never = assertThrows(ExecutionException.class, () -> smaller.stored().get());
    assertEquals(Reason.NOT_MOST_RECENT, ((DhtException) never.getCause()).reason());
  }

  @Test
  void whoLosesTheSwapLooksAgainAndGivesUpForANewerItemOnly() {
    store.found = Optional.of(item(3, "aa"));
    store.failures.add(Reason.SWAP_LOST);
    Keep keep = keep(new Publication.Mutable(item(5, "bb")));
    assertEquals(Optional.of(Reason.SWAP_LOST), keep.status().problem());
    wake();
    assertEquals(
        List.of("item 5 cas OptionalLong[3]", "item 5 cas OptionalLong.empty"), store.writes);
    wake();
    assertEquals("item 5 cas OptionalLong[3]", store.writes.get(2));
  }

  @Test
  void itStopsWhenClosedAndGivesUpWhatIsUnderWay() throws Exception {
    store.hangs = true;
    Keep keep = keep(new Publication.Mutable(item(5, "aa")));
    keep.close();
    keep.close();
    assertTrue(store.pending.isCancelled());
    assertFalse(keep.ended().get().isSuperseded());
    assertEquals(List.of(), store.writes);

    store.hangs = false;
    Keep later = keep(new Publication.Immutable(Bytes.fromHex("aa")));
    later.close();
    assertTrue(rings.peek().alarm().isCancelled(), "it may have been set for a day");
    wake();
    assertEquals(1, store.writes.size(), "it may ring at the very same time");
  }

  @Test
  void itEndsWithTheNode() throws Exception {
    gone = true;
    Keep keep = keep(new Publication.Immutable(Bytes.fromHex("aa")));
    assertFalse(keep.ended().get().isSuperseded());
    store.failures.add(Reason.CLOSED);
    assertFalse(keep(new Publication.Immutable(Bytes.fromHex("bb"))).ended().get().isSuperseded());
  }

  private Keep keep(Publication what) {
    Keep keep =
        new Keep(
            what,
            INTERVAL,
            store,
            clock,
            new Random(7),
            (delay, task) -> {
              if (gone) {
                throw new RejectedExecutionException("gone");
              }
              Ring ring = new Ring(clock.now().plus(delay), task, new CompletableFuture<Void>());
              rings.add(ring);
              return ring.alarm();
            },
            Runnable::run);
    keep.start();
    return keep;
  }

  /** Lets time pass until the next alarm; returns how long that was. */
  private Duration wake() {
    Ring next = rings.poll();
    Duration slept = clock.now().until(next.at());
    clock.advanceTo(next.at());
    next.task().run();
    return slept;
  }

  private static SignedItem item(long sequence, String hex) {
    return SignedItem.sign(KEY, Bytes.EMPTY, sequence, Bytes.fromHex(hex));
  }

  private static final class FakeStore implements KeepRound.Store {
    private final List<String> writes = new ArrayList<>();
    private final Queue<Reason> failures = new ArrayDeque<>();
    private Optional<SignedItem> found = Optional.empty();
    private boolean hangs;
    private CompletableFuture<Optional<SignedItem>> pending = new CompletableFuture<>();

    @Override
    public CompletableFuture<Optional<SignedItem>> getMutable(PublicKey key, Bytes salt) {
      pending = new CompletableFuture<>();
      return hangs ? pending : CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletableFuture<PublishReceipt> putMutable(SignedItem item, OptionalLong cas) {
      return write("item " + item.sequence() + " cas " + cas);
    }

    @Override
    public CompletableFuture<PublishReceipt> putImmutable(Bytes value) {
      return write("value " + value);
    }

    @Override
    public CompletableFuture<PublishReceipt> announcePeer(DhtId infoHash, OptionalInt port) {
      return write("peer at " + port);
    }

    private CompletableFuture<PublishReceipt> write(String what) {
      writes.add(what);
      Reason failure = failures.poll();
      return failure == null
          ? CompletableFuture.completedFuture(RECEIPT)
          : CompletableFuture.failedFuture(new DhtException(failure, "as the test wants it"));
    }
  }
}
