package io.mosaik.cli.render;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.ClientReport;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows the slots of a network. */
public final class ReportView {

  private ReportView() {}

  /**
   * Text for people: a line per slot with who is in it and why it got its verdict, and a summary.
   *
   * @param report what a scan saw
   * @param now the present, for uptimes
   * @return lines, some with colour marks
   */
  public static List<String> text(ScanReport report, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("network " + report.network());
    for (SlotReport slot : report.slots()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "slot %2d  %s  %s",
              slot.index(),
              coloured(slot.verdict()),
              headline(slot, now)));
      details(slot).forEach(detail -> lines.add("         " + detail));
    }
    lines.add(summary(report));
    report.clients().forEach(client -> lines.add(Untrusted.text(client)));
    report.remarks().forEach(remark -> lines.add("! " + Untrusted.text(remark)));
    return lines;
  }

  /**
   * One JSON object per slot, then one for the summary.
   *
   * @param report what a scan saw
   * @param now the present, for uptimes
   * @return lines
   */
  public static List<String> json(ScanReport report, Instant now) {
    List<String> lines = new ArrayList<>();
    report.slots().forEach(slot -> lines.add(json(slot, now).toString()));
    Json counts = Json.event("summary").with("network", report.network().toString());
    for (Verdict verdict : Verdict.values()) {
      counts.with(verdict.name().toLowerCase(Locale.ROOT), report.count(verdict));
    }
    counts
        .with("took_ms", report.took())
        .withObjects("clients", clients(report))
        .with("remarks", report.remarks());
    lines.add(counts.toString());
    return lines;
  }

  /**
   * One object for a whole scan of a node that stays: what a slot is and whose, and what is done.
   */
  static Json json(ScanReport report) {
    List<Json> slots =
        report.slots().stream()
            .map(
                slot ->
                    Json.empty()
                        .with("slot", slot.index())
                        .with("verdict", slot.verdict().name().toLowerCase(Locale.ROOT))
                        .with("peer", slot.peer().map(PeerId::toHex))
                        .with("why", slot.why()))
            .toList();
    return Json.event("scan")
        .with("number", report.number())
        .with("took_ms", report.took())
        .withObjects("slots", slots)
        .withObjects("clients", clients(report))
        .with("decisions", report.decisions())
        .with("remarks", report.remarks());
  }

  private static String headline(SlotReport slot, Instant now) {
    List<String> parts = new ArrayList<>();
    slot.peer().ifPresent(id -> parts.add(id.toHex()));
    slot.uptime(now).ifPresent(uptime -> parts.add("uptime " + Durations.ofUptime(uptime)));
    slot.roundTrip().ifPresent(time -> parts.add("rtt " + Durations.ofRoundTrip(time)));
    parts.add("(" + Untrusted.text(slot.why()) + ")");
    return String.join("  ", parts);
  }

  private static List<String> details(SlotReport slot) {
    List<String> lines = new ArrayList<>();
    slot.timestamp()
        .ifPresent(timestamp -> lines.add("signed " + date(timestamp) + "  (" + timestamp + ")"));
    slot.address().ifPresent(address -> lines.addAll(addresses(address)));
    return lines;
  }

  private static List<String> addresses(PeerAddress address) {
    String direct = ofKind(address, TransportAddress.Kind.IP);
    String relays = ofKind(address, TransportAddress.Kind.RELAY);
    List<String> lines = new ArrayList<>();
    if (!direct.isEmpty()) {
      lines.add("addresses " + direct);
    }
    if (!relays.isEmpty()) {
      lines.add("relay " + relays);
    }
    return lines;
  }

  private static String ofKind(PeerAddress address, TransportAddress.Kind kind) {
    return address.addresses().stream()
        .filter(one -> one.kind() == kind)
        .map(Untrusted::text)
        .collect(Collectors.joining(", "));
  }

  private static String summary(ScanReport report) {
    List<String> counts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      int count = report.count(verdict);
      if (count > 0) {
        counts.add(count + " " + verdict.name().toLowerCase(Locale.ROOT));
      }
    }
    return report.slots().size()
        + " slots: "
        + String.join(", ", counts)
        + String.format(Locale.ROOT, "  (%.2f s)", report.took().toMillis() / 1000.0);
  }

  private static Json json(SlotReport slot, Instant now) {
    Json line =
        Json.event("slot")
            .with("slot", slot.index())
            .with("key", slot.key().toZBase32())
            .with("verdict", slot.verdict().name().toLowerCase(Locale.ROOT))
            .with("why", slot.why())
            .with("asked", slot.lookup().asked())
            .with("answered", slot.lookup().answered())
            .with("conclusive", slot.lookup().conclusive());
    slot.timestamp().ifPresent(timestamp -> line.with("timestamp", timestamp.micros()));
    slot.address().ifPresent(line::with);
    slot.roundTrip().ifPresent(time -> line.with("rtt_ms", time));
    slot.uptime(now).ifPresent(uptime -> line.with("uptime_ms", uptime));
    slot.ping()
        .filter(PingOutcome.Failed.class::isInstance)
        .map(PingOutcome.Failed.class::cast)
        .ifPresent(
            failed ->
                line.with("ping", failed.reason().name().toLowerCase(Locale.ROOT))
                    .with("ping_detail", failed.detail()));
    return line;
  }

  private static List<Json> clients(ScanReport report) {
    return report.clients().stream().map(ReportView::json).toList();
  }

  private static Json json(ClientReport client) {
    return Json.empty()
        .with("client", client.client())
        .with("score", client.score())
        .with("reachable", client.reachable())
        .with("lookups", client.lookups())
        .with("answers", client.answers())
        .with("unanswered", client.silences())
        .with("copies", client.copies());
  }

  private static String date(Timestamp timestamp) {
    return timestamp.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String coloured(Verdict verdict) {
    String name = String.format(Locale.ROOT, "%-12s", verdict.name().toLowerCase(Locale.ROOT));
    return switch (verdict) {
      case HEALTHY, ALIVE, OURS -> "@|green " + name + "|@";
      case DEAD, MALFORMED, POISONED -> "@|red " + name + "|@";
      case UNKNOWN, UNVERIFIABLE, UNREACHABLE, STALE -> "@|yellow " + name + "|@";
      case EMPTY -> "@|faint " + name + "|@";
    };
  }
}
