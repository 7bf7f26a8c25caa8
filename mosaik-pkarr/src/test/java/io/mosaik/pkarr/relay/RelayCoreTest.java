package io.mosaik.pkarr.relay;

import static io.mosaik.pkarr.relay.CoreRun.A;
import static io.mosaik.pkarr.relay.CoreRun.B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayCoreTest {

  private static final PublicKey KEY = Packets.key(1);
  private static final SignedPacket OLDER = Packets.packet(1, 1000);
  private static final SignedPacket NEWER = Packets.packet(1, 2000);
  private static final Map<String, String> PAYLOAD =
      Map.of("content-type", "application/pkarr.org/relays#payload");

  @Test
  void allRelaysAreAskedForTheNetworksAnswer() {
    CoreRun run = new CoreRun(A, B);
    run.resolve(KEY);
    run.gather();
    assertEquals(A + "/" + KEY + "?policy=NetworkOnly", run.requestTo(A).uri().toString());
    assertEquals(B + "/" + KEY + "?policy=NetworkOnly", run.requestTo(B).uri().toString());
    assertEquals("identity", run.requestTo(A).headers().get("Accept-Encoding"));
    assertFalse(run.requestTo(A).headers().containsKey("If-Modified-Since"));
  }

  @Test
  void theNewestCountsAndEachBetterOneIsToldAtOnce() {
    CoreRun run = new CoreRun(A, B);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, OLDER);
    assertEquals(List.of(OLDER), run.early.get(read));
    run.reply(B, NEWER);
    assertEquals(List.of(OLDER, NEWER), run.early.get(read));
    assertEquals(new Resolution(Optional.of(NEWER), 2, 2, true), run.resolved.get(read));
  }

  @Test
  void aWorsePacketIsNotTold() {
    CoreRun run = new CoreRun(A, B);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, NEWER);
    run.reply(B, OLDER);
    assertEquals(List.of(NEWER), run.early.get(read));
  }

  @Test
  void aLiarCountsForNothingAndTheOthersGoOn() {
    CoreRun run = new CoreRun(A, B);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, Packets.packet(2, 9000));
    run.reply(B, NEWER);
    assertEquals(new Resolution(Optional.of(NEWER), 2, 1, true), run.resolved.get(read));
    assertEquals(List.of(NEWER), run.early.get(read));
  }

  @Test
  void lessThanHalfOfTheRelaysConcludeNothing() {
    CoreRun run = new CoreRun(A, B, "https://c.example");
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, 404);
    run.fail(run.exchangeWith(B));
    run.reply("https://c.example", 503);
    assertEquals(new Resolution(Optional.empty(), 3, 1, false), run.resolved.get(read));
  }

  @Test
  void somethingThatIsNoPacketIsNotNothing() {
    CoreRun run = new CoreRun(A);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, 404, Map.of("pkarr-invalid-signed-packet-seq", "7"), Bytes.EMPTY);
    assertEquals(new Resolution(Optional.empty(), 1, 1, false), run.resolved.get(read));
  }

  @Test
  void onceEnoughHaveAnsweredTheSlowOnesGetLittleTime() {
    CoreRun run = new CoreRun(A, B);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, NEWER);
    run.pass(Operation.GRACE.minusMillis(1));
    assertFalse(run.resolved.containsKey(read));
    run.pass(Duration.ofMillis(1));
    assertEquals(new Resolution(Optional.of(NEWER), 2, 1, true), run.resolved.get(read));
    assertEquals(1, run.abandoned.size());
  }

  @Test
  void aReadEndsInTimeThoughNobodyAnswers() {
    CoreRun run = new CoreRun(A, B);
    long read = run.resolve(KEY);
    run.pass(RelaySettings.DEFAULT_TIMEOUT);
    assertEquals(new Resolution(Optional.empty(), 2, 0, false), run.resolved.get(read));
    assertEquals(2, run.abandoned.size());
  }

  @Test
  void anEmptySuccessIsAskedOnceMorePastTheCaches() {
    CoreRun run = new CoreRun(A);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, 200);
    run.gather();
    assertTrue(run.requestTo(A).headers().get("Cache-Control").contains("no-cache"));
    run.reply(A, 200);
    assertEquals(new Resolution(Optional.empty(), 1, 0, false), run.resolved.get(read));
  }

  @Test
  void aScanStaysWithinTheQuotaOfARelay() {
    CoreRun run = new CoreRun(A);
    for (int i = 0; i < 16; i++) {
      run.resolve(Packets.key(i));
    }
    run.gather();
    List<Long> burst = List.copyOf(run.sent.keySet());
    assertEquals(RelaySettings.DEFAULT_BURST, burst.size());
    burst.forEach(exchange -> run.replyTo(exchange, 404, Map.of(), Bytes.EMPTY));
    run.pass(Duration.ofMillis(1100));
    assertEquals(2, run.sent.size());
    run.pass(Duration.ofMillis(2100));
    assertEquals(6, run.sent.size());
  }

  @Test
  void urgentSlotsGoFirst() {
    CoreRun run = new CoreRun(A);
    publishStored(run, Packets.packet(30, 1000));
    readFound(run, Packets.packet(20, 1000));
    for (int i = 0; i < 12; i++) {
      readNothing(run, Packets.key(i));
      run.pass(Duration.ofSeconds(1));
    }
    run.pass(Duration.ofMinutes(1));
    for (int i = 0; i < 12; i++) {
      run.resolve(Packets.key(i)); // those are known to be empty
    }
    run.resolve(Packets.key(40)); // nobody knows
    run.resolve(Packets.key(20)); // somebody was there
    run.resolve(Packets.key(30)); // that is ours
    run.publish(Packets.packet(41, 1000), Expected.any());
    run.gather();
    List<PublicKey> order =
        run.sent.values().stream()
            .map(request -> request.uri().getPath().substring(1))
            .map(PublicKey::fromZBase32)
            .toList();
    List<PublicKey> expected = new ArrayList<>();
    List.of(41, 30, 20, 40, 0, 1, 2, 3, 4, 5).forEach(i -> expected.add(Packets.key(i)));
    assertEquals(expected, order);
  }

  @Test
  void aRelayThatComplainsIsLeftAloneAndAskedAgain() {
    CoreRun run = new CoreRun(A);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, 429, Map.of("retry-after", "3"), Bytes.EMPTY);
    run.pass(Duration.ofMillis(2900));
    assertEquals(0, run.sent.size());
    run.pass(Duration.ofSeconds(1));
    run.reply(A, NEWER);
    assertEquals(Optional.of(NEWER), run.resolved.get(read).newest());
  }

  @Test
  void whoWantsALongPauseIsNotWaitedFor() {
    CoreRun run = new CoreRun(A);
    long read = run.resolve(KEY);
    run.gather();
    run.reply(A, 429, Map.of("retry-after", "60"), Bytes.EMPTY);
    assertEquals(Reason.BUSY, run.failed.get(read).reason());
    assertTrue(run.failed.get(read).getMessage().contains(A + ": busy, asks for a pause of 60 s"));
    long next = run.resolve(KEY);
    assertEquals(Reason.BUSY, run.failed.get(next).reason());
    long write = run.publish(NEWER, Expected.any());
    assertEquals(Reason.BUSY, run.failed.get(write).reason());
    assertFalse(run.core().status(run.now()).get(0).resting(), "a busy relay has not failed");
    assertEquals(0, run.core().status(run.now()).get(0).faults());
    run.pass(Duration.ofSeconds(60));
    run.resolve(KEY);
    run.pass(Duration.ofSeconds(1));
    assertEquals(1, run.sent.size());
  }

  @Test
  void anUnavailableRelayThatSaysUntilWhenIsBusyAndAnyOtherHasFailed() {
    CoreRun run = new CoreRun(A);
    run.resolve(KEY);
    run.gather();
    run.reply(A, 503, Map.of("retry-after", "60"), Bytes.EMPTY);
    assertEquals(0, run.core().status(run.now()).get(0).faults());
    run.pass(Duration.ofSeconds(60));
    run.resolve(KEY);
    run.gather();
    run.reply(A, 503);
    assertEquals(1, run.core().status(run.now()).get(0).faults());
  }

  @Test
  void whatHadNoTurnInTimeWaitedForABusyRelayNotForASilentOne() {
    CoreRun run = new CoreRun(A);
    List<Long> reads = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      reads.add(run.resolve(Packets.key(i)));
    }
    Set<Long> answered = new HashSet<>();
    Duration step = Duration.ofMillis(100);
    for (Duration t = Duration.ZERO;
        t.compareTo(RelaySettings.DEFAULT_TIMEOUT) < 0;
        t = t.plus(step)) {
      run.pass(step);
      for (long exchange : List.copyOf(run.sent.keySet())) {
        if (answered.add(exchange)) {
          run.core().replied(exchange, new RelayReply(404, Map.of(), Bytes.EMPTY), run.now());
        }
      }
    }
    run.pass(RelaySettings.DEFAULT_TIMEOUT);
    long busy =
        reads.stream()
            .filter(read -> run.failed.containsKey(read))
            .filter(read -> run.failed.get(read).reason() == Reason.BUSY)
            .count();
    long resolved = reads.stream().filter(run.resolved::containsKey).count();
    assertEquals(60, busy + resolved, run.failed::toString);
    assertTrue(busy > 0 && resolved >= RelaySettings.DEFAULT_BURST, busy + " and " + resolved);
  }

  @Test
  void aRelayThatKeepsFailingRestsAndIsTriedOnce() {
    CoreRun run = new CoreRun(A);
    for (int i = 0; i < CircuitBreaker.FAILURES; i++) {
      run.resolve(Packets.key(i));
      run.gather();
      run.fail(run.exchangeWith(A));
    }
    long inVain = run.resolve(KEY);
    assertEquals(new Resolution(Optional.empty(), 0, 0, false), run.resolved.get(inVain));
    long write = run.publish(NEWER, Expected.any());
    assertEquals(Reason.NO_NODES, run.failed.get(write).reason());
    assertTrue(run.core().status(run.now()).get(0).resting());

    run.pass(CircuitBreaker.FIRST_REST);
    long probe = run.resolve(KEY);
    long second = run.resolve(Packets.key(9));
    run.gather();
    assertEquals(1, run.sent.size());
    run.reply(A, 404);
    run.gather();
    run.reply(A, 404);
    assertTrue(run.resolved.get(probe).conclusive());
    assertTrue(run.resolved.get(second).conclusive());
    assertFalse(run.core().status(run.now()).get(0).resting());
  }

  @Test
  void thoseWhoWaitForARelayThatStartsToRestAreTold() {
    CoreRun run = new CoreRun(A);
    List<Long> reads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      reads.add(run.resolve(Packets.key(i)));
    }
    run.gather();
    List.copyOf(run.sent.keySet()).forEach(run::fail);
    reads.forEach(read -> assertFalse(run.resolved.get(read).conclusive()));
  }

  @Test
  void theRestsGrowLonger() {
    CoreRun run = new CoreRun(A);
    Duration rest = CircuitBreaker.FIRST_REST;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < CircuitBreaker.FAILURES && !resting(run); i++) {
        run.resolve(KEY);
        run.gather();
        run.fail(run.exchangeWith(A));
      }
      assertTrue(resting(run));
      run.pass(rest.dividedBy(2).minusMillis(1));
      assertTrue(resting(run), "round " + round);
      run.pass(rest.dividedBy(2).plusMillis(1));
      assertFalse(resting(run), "round " + round);
      rest = rest.multipliedBy(2);
    }
  }

  @Test
  void whereSwapsAreHonouredTheExpectationTravelsAlong() {
    CoreRun run = new CoreRun(A);
    run.resolve(KEY);
    run.gather();
    run.reply(A, 200, PAYLOAD, OLDER.toRelayPayload());
    assertTrue(run.core().swaps());

    long write = run.publish(NEWER, Expected.timestamp(OLDER.timestamp()));
    run.gather();
    assertEquals("1000", run.requestTo(A).headers().get("If-Match"));
    assertEquals(Optional.of(NEWER.toRelayPayload()), run.requestTo(A).body());
    run.reply(A, 412);
    assertEquals(Reason.SWAP_LOST, run.failed.get(write).reason());

    run.publish(NEWER, Expected.absent());
    run.gather();
    assertEquals("0", run.requestTo(A).headers().get("If-Match"));
  }

  @Test
  void elsewhereWhatIsThereIsComparedBefore() {
    CoreRun run = new CoreRun(A);
    assertFalse(run.core().swaps());
    long lost = run.publish(NEWER, Expected.absent());
    run.gather();
    assertEquals(Optional.empty(), run.requestTo(A).body());
    run.reply(A, OLDER);
    assertEquals(Reason.SWAP_LOST, run.failed.get(lost).reason());

    long wrong = run.publish(NEWER, Expected.timestamp(new Timestamp(999)));
    run.gather();
    run.reply(A, OLDER);
    assertEquals(Reason.SWAP_LOST, run.failed.get(wrong).reason());

    long write = run.publish(NEWER, Expected.timestamp(OLDER.timestamp()));
    run.gather();
    run.reply(A, OLDER);
    run.gather();
    assertEquals(Optional.of(NEWER.toRelayPayload()), run.requestTo(A).body());
    run.reply(A, 204, Map.of("pkarr-dht-stored-nodes", "4"), Bytes.EMPTY);
    assertEquals(new PublishReceipt(1, 1, Map.of()), run.published.get(write));
    assertFalse(run.core().swaps());
  }

  @Test
  void storedAtOneRelayAndRefusedByAnotherIsStored() {
    CoreRun run = new CoreRun(A, B);
    long write = run.publish(NEWER, Expected.any());
    run.gather();
    run.reply(A, 409);
    run.reply(B, 204);
    assertEquals(
        new PublishReceipt(2, 1, Map.of(Reason.NOT_MOST_RECENT, 1)), run.published.get(write));
  }

  @Test
  void storedNowhereSaysWhyAndAtWhichRelay() {
    CoreRun run = new CoreRun(A, B);
    long write = run.publish(NEWER, Expected.any());
    run.gather();
    run.reply(A, 409);
    run.fail(run.exchangeWith(B));
    assertEquals(Reason.NOT_MOST_RECENT, run.failed.get(write).reason());
    assertTrue(run.failed.get(write).getMessage().contains(B + ": connection refused"));

    long silent = run.publish(NEWER, Expected.any());
    run.pass(RelaySettings.DEFAULT_TIMEOUT);
    assertEquals(Reason.TIMED_OUT, run.failed.get(silent).reason());
  }

  @Test
  void aSecondWriteUnderAKeyNeedsAnExpectation() {
    CoreRun run = new CoreRun(A);
    run.publish(OLDER, Expected.any());
    long second = run.publish(NEWER, Expected.any());
    assertEquals(Reason.CONFLICTING_WRITE, run.failed.get(second).reason());
    long same = run.publish(OLDER, Expected.any());
    long other = run.publish(Packets.packet(2, 1), Expected.any());
    long swapping = run.publish(NEWER, Expected.timestamp(OLDER.timestamp()));
    assertFalse(run.failed.containsKey(same));
    assertFalse(run.failed.containsKey(other));
    assertFalse(run.failed.containsKey(swapping));
  }

  @Test
  void whatIsCancelledIsForgotten() {
    CoreRun run = new CoreRun(A, B);
    long read = run.resolve(KEY);
    run.gather();
    long late = run.exchangeWith(A);
    run.cancel(read);
    assertEquals(2, run.abandoned.size());
    run.replyTo(late, 200, Map.of(), NEWER.toRelayPayload());
    run.pass(Duration.ofMinutes(1));
    assertFalse(run.resolved.containsKey(read));
    assertFalse(run.early.containsKey(read));
  }

  @Test
  void whatIsUnderWayFailsAsClosed() {
    CoreRun run = new CoreRun(A);
    long read = run.resolve(KEY);
    long write = run.publish(NEWER, Expected.any());
    run.gather();
    run.close();
    assertEquals(Reason.CLOSED, run.failed.get(read).reason());
    assertEquals(Reason.CLOSED, run.failed.get(write).reason());
    assertEquals(0, run.sent.size());
  }

  private static boolean resting(CoreRun run) {
    return run.core().status(run.now()).get(0).resting();
  }

  private static void publishStored(CoreRun run, SignedPacket packet) {
    run.publish(packet, Expected.any());
    run.gather();
    run.reply(A, 204);
  }

  private static void readFound(CoreRun run, SignedPacket packet) {
    run.resolve(packet.key());
    run.gather();
    run.reply(A, packet);
  }

  private static void readNothing(CoreRun run, PublicKey key) {
    run.resolve(key);
    run.pass(Duration.ofSeconds(1));
    run.reply(A, 404);
  }
}
