package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.storage.ItemStore;
import io.mosaik.dht.storage.StoreLimits;
import io.mosaik.dht.storage.WriteTokens;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnItemsTest {

  private static final Deadline NOW = Deadline.ofNanos(0);

  private final Random random = new Random(1);
  private final MutableItem item =
      MutableItem.of(SignedPacket.sign(KeyPair.generate(random), new Timestamp(1), Bytes.EMPTY));
  private final NodeId target = item.target();
  private final ItemStore items =
      new ItemStore(
          new WriteTokens(random, NOW),
          new StoreLimits(3, 3, 1, 1),
          ItemStore.DEFAULT_LIFETIME,
          () -> {});

  @Test
  void aServerAmongTheClosestFindsAndKeepsItems() {
    OwnItems own = new OwnItems(items, table(target, 40), role(NodeMode.SERVER));
    own.stored(item, NOW);
    assertEquals(Optional.of(item), own.mutable(target, NOW));
  }

  @Test
  void whoIsFarAwayDoesNot() {
    RoutingTable table = table(inverted(target), 40);
    OwnItems own = new OwnItems(items, table, role(NodeMode.SERVER));
    own.stored(item, NOW);
    assertEquals(0, items.size());
    items.keep(item, NOW);
    assertEquals(Optional.empty(), own.mutable(target, NOW));
  }

  @Test
  void inASmallNetworkEveryServerIsAmongTheClosest() {
    OwnItems own = new OwnItems(items, table(inverted(target), 19), role(NodeMode.SERVER));
    own.stored(item, NOW);
    assertEquals(Optional.of(item), own.mutable(target, NOW));
  }

  @Test
  void whomNobodyAsksHasNoSay() {
    items.keep(item, NOW);
    RoutingTable table = table(target, 40);
    assertEquals(
        Optional.empty(), new OwnItems(items, table, role(NodeMode.CLIENT)).mutable(target, NOW));
    Role onProbation = role(NodeMode.ADAPTIVE);
    OwnItems own = new OwnItems(items, table, onProbation);
    assertEquals(Optional.empty(), own.mutable(target, NOW), "nobody has reached it yet");
    onProbation.queried(
        new InetSocketAddress("10.0.0.9", 1), Optional.of(InetAddress.getLoopbackAddress()));
    assertEquals(Optional.of(item), own.mutable(target, NOW));
  }

  private static Role role(NodeMode mode) {
    return new Role(mode, NOW);
  }

  /** A table of somebody who is as close to that point as can be, and knows others everywhere. */
  private RoutingTable table(NodeId self, int others) {
    RoutingTable table = new RoutingTable(self);
    IntStream.range(0, 40 * others)
        .takeWhile(i -> table.size() < others)
        .forEach(
            i ->
                table.answered(
                    new NodeInfo(
                        NodeId.random(random),
                        new InetSocketAddress("10.0." + i / 200 + "." + i % 200, 6881)),
                    NOW));
    assertEquals(others, table.size());
    return table;
  }

  private static NodeId inverted(NodeId id) {
    byte[] bytes = id.bytes().toArray();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    return new NodeId(Bytes.of(bytes));
  }
}
