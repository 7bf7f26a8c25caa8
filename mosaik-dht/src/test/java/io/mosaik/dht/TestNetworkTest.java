package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestNetworkTest {

  @Test
  void everyNodeKnowsOthersWhenTheNetworkIsReady() {
    try (TestNetwork network = TestNetwork.start(30)) {
      assertEquals(30, network.size());
      for (int i = 0; i < network.size(); i++) {
        assertTrue(network.node(i).statistics().knownNodes() >= 20);
      }
    }
  }

  @Test
  void aSingleNodeIsANetworkToo() throws Exception {
    try (TestNetwork network = TestNetwork.start(1);
        Dht client = Dht.start(network.clientConfig().build(), Ambient.system())) {
      assertEquals(1, client.joined().get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void stoppedNodesAreNoEntrance() {
    try (TestNetwork network = TestNetwork.start(4)) {
      network.stop(0);
      network.stop(0);
      assertEquals(
          List.of(1, 2, 3).stream().map(i -> network.node(i).localAddress()).toList(),
          network.bootstrapAddresses());
    }
  }

  @Test
  void theFirstPortCanBeChosenAndMustBeFree() {
    try (TestNetwork network = TestNetwork.start(2)) {
      int taken = network.node(0).localAddress().getPort();
      assertThrows(
          UncheckedIOException.class,
          () -> TestNetwork.builder().nodes(2).firstPort(taken).start());
    }
  }

  @Test
  void closingLeavesNoThread() throws Exception {
    List<Thread> before = threads();
    try (TestNetwork network = TestNetwork.start(10);
        Dht client = Dht.start(network.clientConfig().build(), Ambient.system())) {
      client.findNode(client.id()).get(10, TimeUnit.SECONDS);
      assertTrue(threads().size() > before.size());
    }
    for (Thread thread : threads()) {
      if (!before.contains(thread)) {
        thread.join(TimeUnit.SECONDS.toMillis(5)); // its last breath
        assertTrue(!thread.isAlive(), thread::toString);
      }
    }
  }

  private static List<Thread> threads() {
    Thread[] all = new Thread[2 * Thread.activeCount() + 64];
    int count = Thread.enumerate(all);
    return IntStream.range(0, count)
        .mapToObj(i -> all[i])
        .filter(thread -> thread.getName().startsWith("mosaik-"))
        .toList();
  }
}
