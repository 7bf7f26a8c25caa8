package io.mosaik.cli.render;

import io.mosaik.api.PeerAddress;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows the slots of a network in a window of any size: a line per slot, cut at the right edge.
 * What does not fit goes in this order: remarks, empty slots, the last slots.
 */
public final class WatchView {

  /** Characters of a peer id that tell it from others at a glance. */
  private static final int ID_DIGITS = 10;

  /** Code points from here on may take two columns. */
  private static final int FIRST_WIDE = 0x1100;

  private static final int HEAD_LINES = 2;

  private WatchView() {}

  /**
   * Returns the content of the window.
   *
   * @param name name of the network as the user typed it
   * @param report what the last scan saw
   * @param now the present, for uptimes
   * @param size the size of the window
   * @return at most as many lines as the window has rows, with colour marks
   */
  public static List<String> lines(String name, ScanReport report, Instant now, TerminalSize size) {
    List<String> head =
        List.of(
            cut(title(name, report), size.columns()),
            cut(ReportView.summary(report), size.columns()));
    int room = size.rows() - HEAD_LINES;
    List<String> slots = slots(report, now, size.columns(), Math.max(room, 0));
    List<String> remarks =
        report.remarks().stream()
            .map(remark -> cut("! " + Untrusted.text(remark), size.columns()))
            .limit(Math.max(room - slots.size(), 0))
            .toList();
    List<String> lines = new ArrayList<>(head);
    lines.addAll(slots);
    lines.addAll(remarks);
    return lines.subList(0, Math.min(lines.size(), size.rows()));
  }

  private static String title(String name, ScanReport report) {
    Instant ended = report.startedAt().plus(report.took()).truncatedTo(ChronoUnit.SECONDS);
    return Untrusted.text(name) + "  " + ended + "  Ctrl+C ends";
  }

  private static List<String> slots(ScanReport report, Instant now, int columns, int room) {
    List<SlotReport> shown = report.slots();
    if (shown.size() > room) {
      shown = shown.stream().filter(slot -> slot.verdict() != Verdict.EMPTY).toList();
    }
    boolean isCut = shown.size() < report.slots().size() || shown.size() > room;
    int lines = isCut ? Math.max(room - 1, 0) : room;
    List<String> rows =
        shown.stream()
            .limit(lines)
            .map(slot -> row(slot, now, columns))
            .collect(Collectors.toCollection(ArrayList::new));
    if (isCut && room > 0) {
      rows.add(cut("(" + (report.slots().size() - rows.size()) + " more slots)", columns));
    }
    return rows;
  }

  private static String row(SlotReport slot, Instant now, int columns) {
    String status = String.format(Locale.ROOT, "%-12s", ReportView.word(slot.verdict()));
    String index = String.format(Locale.ROOT, "%2d ", slot.index());
    String rest = cut("  " + details(slot, now), columns - index.length() - status.length());
    return columns < index.length() + status.length()
        ? cut(index + status, columns)
        : index + ReportView.coloured(slot.verdict(), status) + rest;
  }

  private static String details(SlotReport slot, Instant now) {
    List<String> parts = new ArrayList<>();
    slot.peer().ifPresent(id -> parts.add(id.toHex().substring(0, ID_DIGITS)));
    slot.roundTrip().ifPresent(time -> parts.add("rtt " + Durations.ofRoundTrip(time)));
    slot.uptime(now).ifPresent(uptime -> parts.add("up " + Durations.ofUptime(uptime)));
    slot.address().map(WatchView::addresses).ifPresent(parts::add);
    if (slot.roundTrip().isEmpty()) {
      parts.add("(" + Untrusted.text(slot.why()) + ")");
    }
    return String.join("  ", parts);
  }

  private static String addresses(PeerAddress address) {
    return address.addresses().stream().map(Untrusted::text).collect(Collectors.joining(", "));
  }

  /** Cuts a text without colour marks to a number of columns; what is cut shows. */
  static String cut(String text, int columns) {
    StringBuilder kept = new StringBuilder();
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int next = i + Character.charCount(character);
      width += character >= FIRST_WIDE && character != '…' ? 2 : 1;
      if (width > columns || (width == columns && next < text.length())) {
        return columns < 1 ? "" : kept + "…";
      }
      kept.appendCodePoint(character);
      i = next;
    }
    return kept.toString();
  }
}
