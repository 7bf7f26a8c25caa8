package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are started again. */
class SavedTableTest {

  /** Nobody listens there. */
  private static final InetSocketAddress NOBODY = new InetSocketAddress("127.0.0.1", 9);

  private static TestNetwork network;

  @TempDir Path directory;

  @BeforeAll
  static void startNetwork() {
    network = TestNetwork.start(12);
  }

  @AfterAll
  static void stopNetwork() {
    network.close();
  }

  @Test
  void aRestartFindsTheNetworkWithoutBootstrapNodes() throws Exception {
    runOnce();
    try (Dht again = start(List.of(NOBODY))) {
      assertTrue(again.joined().get(10, TimeUnit.SECONDS) > 0);
      assertFalse(again.findNode(again.id()).get(10, TimeUnit.SECONDS).isEmpty());
      assertEquals(0, again.statistics().tableFileFailures());
    }
  }

  @Test
  void soDoesOneThatHasNoBootstrapNodesAtAll() throws Exception {
    runOnce();
    try (Dht again = start(List.of())) {
      again.joined().get(10, TimeUnit.SECONDS);
      assertFalse(again.findNode(again.id()).get(10, TimeUnit.SECONDS).isEmpty());
    }
  }

  @Test
  void whenTheSavedNodesAreGoneTheBootstrapNodesHelp() throws Exception {
    try (TestNetwork shortLived = TestNetwork.start(3)) {
      Dht node = start(shortLived.bootstrapAddresses());
      node.joined().get(10, TimeUnit.SECONDS);
      node.close();
    }
    assertTrue(Files.size(file()) > 0);
    try (Dht again = start(network.bootstrapAddresses())) {
      assertTrue(again.joined().get(20, TimeUnit.SECONDS) > 0);
    }
  }

  @Test
  void aFileThatIsNoTableIsRefusedAndNotTouched() throws Exception {
    Files.writeString(file(), "something else\n");
    UncheckedIOException refused =
        assertThrows(UncheckedIOException.class, () -> start(network.bootstrapAddresses()));
    assertTrue(refused.getMessage().contains(file().toString()), refused.getMessage());
    assertEquals("something else\n", Files.readString(file()));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void aPathThatCannotBeWrittenIsRefusedAtTheStart() {
    DhtConfig config =
        network.clientConfig().tableFile(directory.resolve("none/nodes.txt")).build();
    UncheckedIOException refused =
        assertThrows(UncheckedIOException.class, () -> Dht.start(config, Ambient.system()));
    assertTrue(refused.getMessage().contains("none/nodes.txt"), refused.getMessage());
  }

  private void runOnce() throws Exception {
    try (Dht node = start(network.bootstrapAddresses())) {
      node.joined().get(10, TimeUnit.SECONDS);
    }
    assertTrue(lines() > 5, "some nodes, and a line before and after them");
  }

  private long lines() throws IOException {
    try (var lines = Files.lines(file())) {
      return lines.count();
    }
  }

  private Dht start(List<InetSocketAddress> bootstrap) {
    return Dht.start(
        network.clientConfig().bootstrap(bootstrap).tableFile(file()).build(), Ambient.system());
  }

  private Path file() {
    return directory.resolve("nodes.txt");
  }
}
