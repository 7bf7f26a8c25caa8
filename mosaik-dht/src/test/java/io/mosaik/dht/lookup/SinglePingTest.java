package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SinglePingTest {

  private static final InetSocketAddress PEER = new InetSocketAddress("20.1.2.3", 6881);
  private static final NodeId ID = NodeId.random(new Random(1));
  private static final Bytes TRANSACTION = Bytes.fromHex("01020304");

  private final SinglePing ping = new SinglePing(PEER);

  @Test
  void theAnswerSaysWhoAndHowSoon() {
    Ask ask = ask(0);
    assertFalse(ping.isSettled());
    ping.answered(ask, pong(), at(30));
    assertTrue(ping.isSettled());
    SinglePing.Answer expected =
        new SinglePing.Answer(new NodeInfo(ID, PEER), Duration.ofMillis(30));
    assertEquals(Optional.of(expected), ping.answer());
  }

  @Test
  void onlyOneIsInFlightUntilItIsSlow() {
    Ask first = ask(0);
    assertEquals(Optional.empty(), ping.nextAsk(at(1)));
    ping.slow(first, at(500));
    assertEquals(2, ask(500).attempt());
    assertEquals(Optional.empty(), ping.nextAsk(at(501)));
  }

  @Test
  void eachAttemptHasItsOwnStopwatch() {
    Ask first = ask(0);
    ping.slow(first, at(500));
    Ask second = ask(500);
    ping.answered(second, pong(), at(520));
    ping.answered(first, pong(), at(900));
    assertEquals(Duration.ofMillis(20), ping.answer().orElseThrow().roundTrip());
  }

  @Test
  void aLateAnswerToTheFirstAttemptCountsFromThere() {
    Ask first = ask(0);
    ping.slow(first, at(500));
    ask(500);
    ping.answered(first, pong(), at(700));
    assertEquals(Duration.ofMillis(700), ping.answer().orElseThrow().roundTrip());
  }

  @Test
  void itEndsWithoutAnAnswerWhenBothAttemptsAreHopeless() {
    Ask first = ask(0);
    ping.slow(first, at(500));
    Ask second = ask(500);
    ping.slow(second, at(1000));
    ping.hopeless(first, at(2000));
    assertFalse(ping.isSettled(), "the second may still be answered");
    ping.hopeless(second, at(2500));
    assertTrue(ping.isSettled());
    assertEquals(Optional.empty(), ping.answer());
  }

  @Test
  void aRefusalIsNoAnswer() {
    Ask ask = ask(0);
    ping.refused(ask, new KrpcError(TRANSACTION, Optional.empty(), 201, "no"), at(10));
    assertTrue(ping.isSettled());
    assertEquals(Optional.empty(), ping.answer());
  }

  private Ask ask(long millis) {
    return ping.nextAsk(at(millis)).orElseThrow();
  }

  private static Response pong() {
    return new Response(
        TRANSACTION, ID, Optional.empty(), false, new ResponseBody.Acknowledgement());
  }

  private static Deadline at(long millis) {
    return Deadline.ofNanos(0).plus(Duration.ofMillis(millis));
  }
}
