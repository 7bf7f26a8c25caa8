package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a put is judged (mainline 6.2): the majority of 301 and 302, and else a single copy. */
class StoreRoundTest {

  private static final Deadline NOW = Deadline.ofNanos(0);

  private final Random random = new Random(1);
  private StoreRound round = new StoreRound(responders(5), to -> Ping::new, true);
  private final List<Ask> asks = new ArrayList<>();

  @Test
  void oneCopyIsSuccess() {
    askAll();
    store(0);
    IntStream.range(1, 5).forEach(this::givesUp);
    assertTrue(round.isSettled());
    assertEquals(1, round.stored());
    assertEquals(Optional.empty(), round.lostTo());
  }

  @Test
  void theMajorityOfLostSwapsDecidesAtOnce() {
    askAll();
    refuse(0, 301);
    refuse(1, 301);
    assertFalse(round.isSettled());
    refuse(2, 301);
    assertTrue(round.isSettled());
    assertEquals(Optional.of(ErrorCode.CAS_MISMATCH), round.lostTo());
  }

  @Test
  void theLastAnswerMayCompleteTheMajority() {
    askAll();
    store(0);
    store(1);
    refuse(2, 302);
    refuse(3, 302);
    refuse(4, 302);
    assertEquals(Optional.of(ErrorCode.SEQUENCE_TOO_LOW), round.lostTo());
  }

  @Test
  void aMinorityIsInvisible() {
    askAll();
    refuse(0, 301);
    refuse(1, 301);
    store(2);
    store(3);
    store(4);
    assertTrue(round.isSettled());
    assertEquals(Optional.empty(), round.lostTo());
    assertEquals(Map.of(301, 2), round.refusals());
  }

  @Test
  void onlyTheMostFrequentCodeIsLookedAt() {
    askAll();
    refuse(0, 203);
    refuse(1, 203);
    refuse(2, 203);
    refuse(3, 301);
    refuse(4, 301);
    assertTrue(round.isSettled());
    assertEquals(Optional.empty(), round.lostTo());
  }

  @Test
  void withoutACopyAMinorityDecides() {
    askAll();
    refuse(0, 301);
    IntStream.range(1, 5).forEach(this::givesUp);
    assertEquals(Optional.of(ErrorCode.CAS_MISMATCH), round.lostTo());
  }

  @Test
  void withoutACopyTheRoundWaitsForTheLastLateAnswer() {
    askAll();
    IntStream.range(0, 5).forEach(this::becomesSlowTwice);
    assertFalse(round.isSettled());
    store(3);
    assertTrue(round.isSettled());
    assertEquals(1, round.stored());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302})
  void toBeLateAfterOurOwnFirstAttemptIsNoRefusal(int code) {
    askAll();
    round.slow(asks.get(0), NOW);
    Ask again = round.nextAsk(NOW).orElseThrow();
    assertEquals(2, again.attempt());
    assertEquals(asks.get(0).to(), again.to());
    round.refused(again, error(code), NOW);
    assertEquals(Map.of(), round.refusals());
  }

  @Test
  void aRefusalOfTheFirstAttemptStandsWhateverBecomesOfTheSecond() {
    askAll();
    round.slow(asks.get(0), NOW);
    Ask again = round.nextAsk(NOW).orElseThrow();
    refuse(0, 301);
    round.refused(again, error(301), NOW);
    assertEquals(Map.of(301, 1), round.refusals());
  }

  @Test
  void whoIsLateLeavesNothingWithTheFarthestNodes() {
    round = new StoreRound(responders(20), to -> Ping::new, true);
    for (int answered = 0; !round.isSettled(); answered++) {
      askWhoMayBeAsked();
      refuse(answered, 301);
    }
    assertEquals(Optional.of(ErrorCode.CAS_MISMATCH), round.lostTo());
    assertEquals(11, asks.size(), "a majority, the closest first");
    assertEquals(Optional.empty(), round.nextAsk(NOW));
  }

  @Test
  void allOthersAreAskedAtOnceWhenHalfOfTheFirstHaveStored() {
    round = new StoreRound(responders(20), to -> Ping::new, true);
    assertEquals(8, askWhoMayBeAsked());
    store(0);
    store(1);
    store(2);
    assertEquals(8 + 3, askWhoMayBeAsked());
    store(5);
    assertEquals(20, askWhoMayBeAsked());
  }

  @Test
  void refusalsHoldTheOthersBackUntilMoreHaveStored() {
    round = new StoreRound(responders(20), to -> Ping::new, true);
    assertEquals(8, askWhoMayBeAsked());
    IntStream.range(0, 4).forEach(node -> refuse(node, 302));
    IntStream.range(4, 8).forEach(this::store);
    assertEquals(9, askWhoMayBeAsked());
    store(8);
    assertEquals(20, askWhoMayBeAsked());
  }

  @Test
  void theSilentAndTheFullDoNotHoldTheOthersBack() {
    round = new StoreRound(responders(20), to -> Ping::new, true);
    assertEquals(8, askWhoMayBeAsked());
    IntStream.range(0, 4).forEach(node -> refuse(node, 202));
    IntStream.range(4, 8).forEach(this::becomesSlowTwice);
    assertEquals(20, askWhoMayBeAsked());
  }

  @Test
  void besideARefusalTheSilentDoNotHoldTheOthersBackEither() {
    round = new StoreRound(responders(20), to -> Ping::new, true);
    assertEquals(8, askWhoMayBeAsked());
    refuse(0, 301);
    IntStream.range(1, 8).forEach(node -> round.slow(asks.get(node), NOW));
    int again = 7;
    assertEquals(8 + again + 8, askWhoMayBeAsked());
  }

  @Test
  void whatNobodyElseWritesIsStoredByAllAtOnce() {
    round = new StoreRound(responders(20), to -> Ping::new, false);
    assertEquals(20, askWhoMayBeAsked());
  }

  private int askWhoMayBeAsked() {
    for (Optional<Ask> ask = round.nextAsk(NOW); ask.isPresent(); ask = round.nextAsk(NOW)) {
      asks.add(ask.get());
    }
    return asks.size();
  }

  private void askAll() {
    assertEquals(5, askWhoMayBeAsked());
  }

  private void store(int node) {
    NodeId id = NodeId.random(random);
    round.answered(
        asks.get(node),
        new Response(Bytes.EMPTY, id, Optional.empty(), false, new ResponseBody.Acknowledgement()),
        NOW);
  }

  private void refuse(int node, int code) {
    round.refused(asks.get(node), error(code), NOW);
  }

  private void becomesSlowTwice(int node) {
    round.slow(asks.get(node), NOW);
    Ask again = round.nextAsk(NOW).orElseThrow();
    round.slow(again, NOW);
  }

  private void givesUp(int node) {
    round.slow(asks.get(node), NOW);
    Ask again = round.nextAsk(NOW).orElseThrow();
    round.slow(again, NOW);
    round.hopeless(asks.get(node), NOW);
    round.hopeless(again, NOW);
  }

  private static KrpcError error(int code) {
    return new KrpcError(Bytes.EMPTY, Optional.empty(), code, "");
  }

  private static List<Responder> responders(int count) {
    Random random = new Random(2);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Responder(
                    new NodeInfo(
                        NodeId.random(random), new InetSocketAddress("10.0.0.1", 1000 + i)),
                    Bytes.fromHex("aa")))
        .toList();
  }
}
