package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PingRoundTest {

  private static final Deadline NOW = Deadline.ofNanos(0);
  private static final Bytes TRANSACTION = Bytes.fromHex("01020304");
  private static final NodeId ID = NodeId.random(new Random(1));

  private final PingRound pings = new PingRound();

  @Test
  void withNobodyToPingItAsksNothingAndNeverEnds() {
    assertEquals(Optional.empty(), pings.nextAsk(NOW));
    assertFalse(pings.isSettled());
  }

  @Test
  void eachNodeIsPingedOnceAndInOrder() {
    pings.add(address(1));
    pings.add(address(2));
    pings.add(address(1));
    Ask first = next();
    assertEquals(address(1), first.to());
    assertEquals(1, first.attempt());
    assertInstanceOf(Ping.class, first.query().complete(TRANSACTION, ID, false));
    assertEquals(address(2), next().to());
    assertEquals(Optional.empty(), pings.nextAsk(NOW));
  }

  @Test
  void aSlowNodeIsPingedASecondTimeAndNotAThird() {
    pings.add(address(1));
    pings.slow(next(), NOW);
    Ask second = next();
    assertEquals(2, second.attempt());
    pings.slow(second, NOW);
    pings.hopeless(second, NOW);
    assertEquals(Optional.empty(), pings.nextAsk(NOW));
  }

  @Test
  void whoAskedUsAndIsSilentIsLeftAloneForAWhile() {
    assertTrue(pings.offer(address(1), NOW));
    beSilent();
    assertFalse(pings.offer(address(1), NOW));
    assertTrue(pings.offer(address(1), NOW.plus(PingRound.LEAST_SILENCE)));
  }

  @Test
  void aNodeOfTheTableThatWasSilentIsPingedWhenItAsksUs() {
    pings.add(address(1));
    beSilent();
    assertTrue(pings.offer(address(1), NOW), "it may have been started again");
    assertEquals(address(1), next().to());
  }

  @Test
  void whoIsSilentAgainIsLeftAloneTwiceAsLong() {
    pings.offer(address(1), NOW);
    beSilent();
    Deadline later = NOW.plus(PingRound.LEAST_SILENCE);
    pings.offer(address(1), later);
    pings.slow(next(), later);
    pings.slow(next(), later);
    assertFalse(pings.offer(address(1), later.plus(PingRound.LEAST_SILENCE)));
    assertTrue(pings.offer(address(1), later.plus(PingRound.LEAST_SILENCE.multipliedBy(2))));
  }

  private void beSilent() {
    pings.slow(next(), NOW);
    pings.slow(next(), NOW);
  }

  @Test
  void onlyAFewPingsAreInFlightAndEveryEndMakesRoom() {
    for (int i = 1; i <= PingRound.MAX_PARALLEL + 3; i++) {
      pings.add(address(i));
    }
    Ask answered = next();
    Ask refused = next();
    Ask slow = next();
    for (int i = 3; i < PingRound.MAX_PARALLEL; i++) {
      next();
    }
    assertEquals(Optional.empty(), pings.nextAsk(NOW));
    assertTrue(pings.answered(answered, pong(), NOW));
    pings.refused(refused, new KrpcError(TRANSACTION, Optional.empty(), 201, "no"), NOW);
    pings.slow(slow, NOW);
    for (int i = 0; i < 3; i++) {
      next();
    }
    assertEquals(Optional.empty(), pings.nextAsk(NOW));
  }

  @Test
  void whoComesWhenTooManyWaitIsLeftOut() {
    for (int i = 1; i <= PingRound.MAX_WAITING + 5; i++) {
      pings.add(address(i));
    }
    Set<InetSocketAddress> pinged = new HashSet<>();
    for (Optional<Ask> ask = pings.nextAsk(NOW); ask.isPresent(); ask = pings.nextAsk(NOW)) {
      pinged.add(ask.get().to());
      pings.answered(ask.get(), pong(), NOW);
    }
    assertEquals(PingRound.MAX_WAITING, pinged.size());
    assertFalse(pinged.contains(address(PingRound.MAX_WAITING + 1)));
  }

  private Ask next() {
    return pings.nextAsk(NOW).orElseThrow();
  }

  private static Response pong() {
    return new Response(
        TRANSACTION, ID, Optional.empty(), false, new ResponseBody.Acknowledgement());
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress("20.1.2.3", port);
  }
}
