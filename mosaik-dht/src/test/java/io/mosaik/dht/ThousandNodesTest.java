package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.MonotonicClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand nodes with a socket each, in this JVM: do they work, and what do they cost? */
class ThousandNodesTest {

  private static final int NODES = 1000;
  private static final int GOAL_BYTES = 100 << 10;
  private static final long SEED = 17;

  @Test
  void aThousandNodesStoreAndFindAndCostAHundredKilobytesEachAtMost() throws Exception {
    TestNetwork.start(20).close(); // loads the classes
    long heapBefore = heap();
    MonotonicClock clock = MonotonicClock.system();
    Deadline start = clock.now();
    try (TestNetwork network = TestNetwork.start(NODES)) {
      Duration taken = start.until(clock.now());
      long heapPerNode = (heap() - heapBefore) / NODES;
      double known =
          IntStream.range(0, NODES)
              .mapToObj(network::node)
              .mapToInt(node -> node.statistics().knownNodes())
              .average()
              .orElseThrow();

      Random random = new Random(SEED);
      SignedItem item =
          SignedItem.sign(KeyPair.generate(random), Bytes.EMPTY, 1, Bytes.fromHex("c0ffee"));
      Dht writer = network.node(random.nextInt(NODES));
      Dht reader = network.node(random.nextInt(NODES));
      PublishReceipt receipt = get(writer.putMutable(item, OptionalLong.empty()));
      Optional<SignedItem> found = get(reader.getMutable(item.key(), item.salt()));

      System.out.printf(
          Locale.ROOT,
          "%d nodes: started in %d ms, each knows %.0f others and takes %d bytes of heap;"
              + " an item put by one is stored by %d and %s by another%n",
          NODES,
          taken.toMillis(),
          known,
          heapPerNode,
          receipt.stored(),
          found.isPresent() ? "found" : "not found");
      assertEquals(Optional.of(item), found);
      assertTrue(receipt.stored() >= 20, receipt::toString);
      assertTrue(heapPerNode <= GOAL_BYTES, () -> heapPerNode + " bytes of heap for each node");
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  /** What is in use once all is gone that nobody needs: the least of some measurements. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
