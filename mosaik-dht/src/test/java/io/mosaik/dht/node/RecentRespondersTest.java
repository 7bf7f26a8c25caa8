package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.lookup.Responder;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentRespondersTest {

  private static final Deadline START = Deadline.ofNanos(0);

  private final Random random = new Random(12);
  private final RecentResponders recent = new RecentResponders();
  private final NodeId target = NodeId.random(random);
  private final List<Responder> responders = responders();

  @Test
  void tokensAreGoodForFiveMinutes() {
    recent.put(target, responders, START);
    Deadline end = START.plus(RecentResponders.FRESH_FOR);
    assertEquals(Optional.of(responders), recent.find(target, end.plusNanos(-1)));
    assertEquals(Optional.empty(), recent.find(target, end));
  }

  @Test
  void aLookupWithoutRespondersReplacesNothing() {
    recent.put(target, responders, START);
    recent.put(target, List.of(), START);
    assertEquals(Optional.of(responders), recent.find(target, START));
  }

  @Test
  void theLatestLookupCounts() {
    recent.put(target, responders, START);
    Deadline later = START.plus(RecentResponders.FRESH_FOR.minusSeconds(1));
    List<Responder> others = responders();
    recent.put(target, others, later);
    assertEquals(
        Optional.of(others),
        recent.find(target, later.plus(RecentResponders.FRESH_FOR.minusSeconds(1))));
  }

  @Test
  void whatDidNotWorkIsForgotten() {
    recent.put(target, responders, START);
    recent.remove(target);
    recent.remove(target);
    assertEquals(Optional.empty(), recent.find(target, START));
  }

  @Test
  void theTargetsUsedLastAreKept() {
    recent.put(target, responders, START);
    List<NodeId> others =
        Stream.generate(() -> NodeId.random(random)).limit(RecentResponders.MAX_TARGETS).toList();
    for (NodeId other : others.subList(1, others.size())) {
      recent.put(other, responders, START);
    }
    assertTrue(recent.find(target, START).isPresent(), "and now used again");
    recent.put(others.get(0), responders, START);
    assertTrue(recent.find(target, START).isPresent());
    assertEquals(Optional.empty(), recent.find(others.get(1), START), "the eldest");
  }

  private List<Responder> responders() {
    NodeInfo node = new NodeInfo(NodeId.random(random), new InetSocketAddress("20.1.2.3", 6881));
    byte[] token = new byte[8];
    random.nextBytes(token);
    return List.of(new Responder(node, Bytes.of(token)));
  }
}
