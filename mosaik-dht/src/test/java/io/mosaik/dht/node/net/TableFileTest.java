package io.mosaik.dht.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  void aForeignFileIsRenamedAndTheNextSaveTakesItsPlace() throws IOException {
    Files.writeString(file(), "dear diary");
    assertEquals(List.of(), table().load());
    assertEquals(1, failures());
    assertEquals(List.of("nodes.corrupt-20260102T030405.678"), names());
    assertEquals("dear diary", Files.readString(directory.resolve(names().get(0))));
    save(NODES);
    assertEquals(NODES, table().load());
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
    Files.write(file(), new byte[8 << 20]);
    assertEquals(List.of(), table().load());
    assertFalse(Files.exists(file()));
  }

  @Test
  void aForeignFileThatCannotBeRenamedIsNotOverwritten() throws IOException {
    Files.writeString(file(), "dear diary");
    Files.createDirectories(directory.resolve("nodes.corrupt-20260102T030405.678/occupied"));
    TableFile table = table();
    assertEquals(List.of(), table.load());
    table.save(NODES);
    table.close(LIMIT);
    assertEquals("dear diary", Files.readString(file()));
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
  void nobodyKnownIsNoReasonToForgetThoseOfLastTime() {
    save(NODES);
    save(List.of());
    assertEquals(NODES, table().load());
  }

  @Test
  void whatACrashLeftBehindIsReplaced() throws IOException {
    Files.writeString(directory.resolve("nodes.tmp"), "half");
    save(NODES);
    assertEquals(NODES, table().load());
    assertEquals(List.of("nodes"), names());
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
