package io.mosaik.dht.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.ManualClock;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<NodeInfo> NODES =
      List.of(
          new NodeInfo(NodeId.random(new Random(4)), new InetSocketAddress("192.0.2.1", 6881)),
          new NodeInfo(NodeId.random(new Random(5)), new InetSocketAddress("2001:db8::1", 6881)));

  @TempDir Path directory;

  private final Counters counters = new Counters();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-02T03:04:05.678Z"));

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    save(NODES);
    assertEquals(NODES, table().load());
    assertEquals(List.of("nodes"), names());
    assertEquals(0, failures());
  }

  @Test
  void aFileThatIsNotThereIsNoFailure() {
    assertEquals(List.of(), table().load());
    assertEquals(0, failures());
  }

  @Test
  void aForeignFileIsNeverTouched() throws IOException {
    Files.writeString(file(), "dear diary");
    assertEquals(List.of(), table().load());
    TableFile table = table();
    assertEquals(List.of(), table.load());
    table.save(NODES);
    table.close(LIMIT);
    assertEquals(List.of("nodes"), names());
    assertEquals("dear diary", Files.readString(file()));
    assertEquals(2, failures());
  }

  @Test
  void aForeignFileIsRefusedAtTheStart() throws IOException {
    Files.writeString(file(), "2b".repeat(32));
    IOException refused = assertThrows(IOException.class, () -> TableFile.check(file()));
    assertTrue(refused.getMessage().contains("holds something else"), refused.getMessage());
    assertEquals("2b".repeat(32), Files.readString(file()));
    assertEquals(List.of("nodes"), names());
  }

  @Test
  void whatCannotBeWrittenIsRefusedAtTheStart() throws IOException {
    Path nowhere = directory.resolve("no/nodes");
    IOException refused = assertThrows(IOException.class, () -> TableFile.check(nowhere));
    assertTrue(refused.getMessage().contains(nowhere.toString()), refused.getMessage());
    assertThrows(IOException.class, () -> TableFile.check(directory));
  }

  @Test
  void aTableAnEmptyFileAndNoneAreFineAtTheStart() throws IOException {
    TableFile.check(file());
    assertEquals(List.of(), names());
    Files.createFile(file());
    TableFile.check(file());
    assertEquals(List.of(), table().load());
    assertEquals(0, failures());
    save(NODES);
    TableFile.check(file());
    assertEquals(List.of("nodes"), names());
  }

  @Test
  void halfAFileIsRenamed() throws IOException {
    save(NODES);
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), java.util.Arrays.copyOf(whole, whole.length / 2));
    assertEquals(List.of(), table().load());
    assertFalse(Files.exists(file()));
  }

  @Test
  void aFileThatIsTooLargeIsNotReadToItsEnd() throws IOException {
    Files.writeString(file(), "mosaik-dht-nodes 1\n" + " ".repeat(8 << 20));
    assertEquals(List.of(), table().load());
    assertFalse(Files.exists(file()));
  }

  /** A link in a circle is one of the few that even root cannot read, though anyone replaces it. */
  @Test
  void aFileThatCannotBeReadIsNotOverwritten() throws IOException {
    Files.createSymbolicLink(file(), file());
    TableFile table = table();
    assertEquals(List.of(), table.load());
    assertEquals(1, failures());
    table.save(NODES);
    table.close(LIMIT);
    assertTrue(Files.isSymbolicLink(file()));
    assertEquals(1, failures());
  }

  @Test
  void aDirectoryInItsPlaceIsReportedAndHurtsNobody() throws IOException {
    Files.createDirectory(file());
    TableFile table = table();
    assertEquals(List.of(), table.load());
    table.save(NODES);
    table.close(LIMIT);
    assertTrue(failures() >= 1);
    assertTrue(Files.isDirectory(file()));
  }

  @Test
  void aWriteThatFailsLeavesNoDraftBehind() throws IOException {
    Files.createDirectory(file());
    for (int i = 0; i < 3; i++) {
      save(NODES);
    }
    assertEquals(3, failures());
    assertEquals(List.of("nodes"), names());
  }

  @Test
  void nobodyKnownIsNoReasonToForgetThoseOfLastTime() {
    save(NODES);
    save(List.of());
    assertEquals(NODES, table().load());
  }

  @Test
  void aFileBesideTheTableIsNotTouched() throws IOException {
    Files.writeString(directory.resolve("nodes.tmp"), "mine");
    save(NODES);
    assertEquals(NODES, table().load());
    assertEquals("mine", Files.readString(directory.resolve("nodes.tmp")));
    assertEquals(List.of("nodes", "nodes.tmp"), names().stream().sorted().toList());
  }

  @Test
  void aDirectoryThatIsMissingIsReported() {
    TableFile lost = new TableFile(directory.resolve("no/nodes"), clock, counters);
    assertEquals(List.of(), lost.load());
    lost.save(NODES);
    lost.close(LIMIT);
    assertEquals(1, failures());
  }

  private void save(List<NodeInfo> nodes) {
    TableFile table = table();
    table.save(nodes);
    table.close(LIMIT);
  }

  private TableFile table() {
    return new TableFile(file(), clock, counters);
  }

  private Path file() {
    return directory.resolve("nodes");
  }

  private long failures() {
    return counters.get(Counter.TABLE_FILE_FAILURES);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::getFileName).map(Path::toString).toList();
    }
  }
}
