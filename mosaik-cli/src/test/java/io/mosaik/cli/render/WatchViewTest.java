package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class WatchViewTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final KeyPair KEYS = KeyPair.ofSeed(Bytes.fromHex("3a".repeat(32)));

  @ParameterizedTest
  @CsvSource({"80,24", "60,20", "60,18", "40,10", "20,5", "14,3", "1,1", "300,100"})
  void everyWindowIsFilledAndNeverOverflows(int columns, int rows) {
    for (ScanReport report : List.of(report(Verdict.DEAD, 16), report(Verdict.EMPTY, 16))) {
      TerminalSize size = new TerminalSize(columns, rows);
      List<String> lines =
          WatchView.lines("my-app", report, NOW, size).stream().map(Ansi.OFF::string).toList();
      assertTrue(lines.size() <= rows, lines.toString());
      lines.forEach(line -> assertTrue(line.length() <= columns, line));
    }
  }

  @ParameterizedTest
  @CsvSource({"80,24", "60,20", "60,18"})
  void allSlotsAreThereInAUsualWindow(int columns, int rows) {
    List<String> lines =
        WatchView.lines("my-app", report(Verdict.DEAD, 16), NOW, new TerminalSize(columns, rows));
    assertEquals(16, lines.stream().filter(line -> line.contains("dead")).count() - 1);
    assertTrue(lines.get(0).startsWith("my-app  2026-11-29T12:00:02Z"), lines.get(0));
    assertTrue(lines.get(1).startsWith("16 slots: 16 dead"), lines.get(1));
    String id = KEYS.peerId().toHex().substring(0, 10);
    assertTrue(Ansi.OFF.string(lines.get(2)).startsWith(" 0 dead          " + id), lines.get(2));
  }

  @Test
  void emptySlotsMakeRoomFirst() {
    List<String> lines =
        WatchView.lines("my-app", report(Verdict.EMPTY, 12), NOW, new TerminalSize(60, 7));
    assertEquals(7, lines.size());
    assertEquals(4, lines.stream().skip(2).filter(line -> line.contains("dead")).count());
    assertEquals("(12 more slots)", lines.get(6));
  }

  @Test
  void whatStrangersWroteTakesNoColumnsThatItHasNot() {
    assertEquals("abc", WatchView.cut("abc", 3));
    assertEquals("ab…", WatchView.cut("abcd", 3));
    assertEquals("北…", WatchView.cut("北京上海", 4));
    assertEquals("", WatchView.cut("abc", 0));
  }

  @Test
  void theScreenIsDrawnInPlaceAndTheCursorComesBack() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    Screen screen = new Screen(new Terminal(writer, writer, true));
    screen.draw(List.of("one", "two"));
    screen.draw(List.of("three"));
    screen.close();
    screen.close();
    screen.draw(List.of("too late"));
    assertEquals(
        "\u001b[?1049h\u001b[?25l\u001b[H\u001b[Kone\r\n\u001b[Jtwo"
            + "\u001b[H\u001b[Jthree"
            + "\u001b[?25h\u001b[?1049l",
        out.toString());
  }

  @Test
  void aScreenThatWasNeverDrawnLeavesNoTrace() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    new Screen(new Terminal(writer, writer, true)).close();
    assertEquals("", out.toString());
  }

  @Test
  void theSizeIsReadFromSttyAndFromTheEnvironment() {
    assertEquals(Optional.of(new TerminalSize(60, 20)), TerminalSize.parse("20 60\n"));
    assertEquals(Optional.empty(), TerminalSize.parse("0 0\n"));
    assertEquals(Optional.empty(), TerminalSize.parse("stty: not a terminal"));
    assertEquals(
        Optional.of(new TerminalSize(60, 20)),
        TerminalSize.ofEnvironment(Map.of("COLUMNS", "60", "LINES", "20")));
    assertEquals(Optional.empty(), TerminalSize.ofEnvironment(Map.of("COLUMNS", "wide")));
    assertFalse(TerminalSize.detect(Map.of()).columns() < 1);
  }

  /** Sixteen slots, of which the first ones have a verdict, and the others hold a dead peer. */
  private static ScanReport report(Verdict verdict, int count) {
    List<SlotReport> slots =
        Stream.concat(
                IntStream.range(0, count).mapToObj(i -> slot(i, verdict)),
                IntStream.range(count, 16).mapToObj(i -> slot(i, Verdict.DEAD)))
            .toList();
    return new ScanReport(
        NetworkId.of("my-app"),
        1,
        NOW,
        Duration.ofSeconds(2),
        slots,
        List.of(),
        List.of(),
        List.of("the clock of this machine may be wrong", "second remark"));
  }

  private static SlotReport slot(int index, Verdict verdict) {
    boolean isEmpty = verdict == Verdict.EMPTY;
    return new SlotReport(
        index,
        KEYS.publicKey(),
        verdict,
        "no answer from any of its addresses \u001b[31m in time, and this goes on and on",
        new SlotReport.Lookup(20, 20, true, List.of()),
        isEmpty ? Optional.empty() : Optional.of(new Timestamp(1)),
        isEmpty
            ? Optional.empty()
            : Optional.of(
                PeerAddress.of(
                    KEYS.peerId(), List.of(TransportAddress.parseIp("203.0.113.7:4433")))),
        isEmpty
            ? Optional.empty()
            : Optional.of(new PingOutcome.Failed(PingOutcome.Reason.SILENT, "silent")));
  }
}
