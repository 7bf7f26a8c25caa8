package io.mosaik.cli.render;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
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
              coloured(slot.verdict(), String.format(Locale.ROOT, "%-12s", word(slot.verdict()))),
              headline(slot, now)));
      details(slot).forEach(detail -> lines.add("         " + detail));
    }
    lines.add(summary(report));
    report.clients().forEach(client -> lines.add(Untrusted.text(client)));
    report.remarks().forEach(remark -> lines.add("! " + Untrusted.text(remark)));
    return lines;
  }

  /**
   * Returns what to do about a scan that could not read any slot.
   *
   * @param report what a scan saw
   * @return a sentence
   */
  public static String unreadable(ScanReport report) {
    boolean isAnswered = report.slots().stream().anyMatch(slot -> slot.lookup().answered() > 0);
    return isAnswered
        ? "no slot could be read: some nodes answered, but too few of those nearest to the slots;"
            + " try again, name more nodes with --dht-bootstrap, or give --pkarr-relay"
        : "no slot could be read: check --dht-bootstrap and that UDP gets through, or give"
            + " --pkarr-relay";
  }

  /**
   * Returns the JSON form of a finished scan.
   *
   * @param report what a scan saw
   * @param now the present, for uptimes
   * @return an event
   */
  public static Json json(ScanReport report, Instant now) {
    Json counts = Json.empty();
    for (Verdict verdict : Verdict.values()) {
      counts.with(word(verdict), report.count(verdict));
    }
    return Json.event("scan_finished")
        .with("network", report.network().toString())
        .with("scan", report.number())
        .with("duration_ms", report.took())
        .withObject("counts", counts)
        .withObjects("slots", report.slots().stream().map(slot -> json(slot, now)).toList())
        .withObjects("clients", report.clients().stream().map(ReportView::json).toList())
        .withObjects("decisions", report.decisions().stream().map(ReportView::json).toList())
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

  static String summary(ScanReport report) {
    List<String> counts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      int count = report.count(verdict);
      if (count > 0) {
        counts.add(count + " " + word(verdict));
      }
    }
    return report.slots().size()
        + " slots: "
        + String.join(", ", counts)
        + String.format(Locale.ROOT, "  (%.2f s)", report.took().toMillis() / 1000.0);
  }

  private static Json json(SlotReport slot, Instant now) {
    Json json =
        Json.empty()
            .with("slot", slot.index())
            .with("key", slot.key().toZBase32())
            .with("status", slot.verdict())
            .with("reason", slot.why())
            .with("asked", slot.lookup().asked())
            .with("answered", slot.lookup().answered())
            .with("conclusive", slot.lookup().conclusive());
    slot.timestamp().ifPresent(json::with);
    slot.address().ifPresent(json::withPeer);
    slot.ping().ifPresent(outcome -> json.withObject("ping", PingView.json(outcome, now)));
    return json;
  }

  private static Json json(ScanReport.Decision decision) {
    Json json = Json.empty().with("action", decision.action());
    decision.slot().ifPresent(slot -> json.with("slot", slot));
    return json.with("reason", decision.why());
  }

  private static Json json(ClientReport client) {
    return Json.empty()
        .with("client", client.client())
        .with("score", client.score())
        .with("reachable", client.reachable())
        .with("lookups", client.lookups())
        .with("unanswered_lookups", client.silences())
        .with("responses", client.answers())
        .with("copies_stored", client.copies());
  }

  private static String date(Timestamp timestamp) {
    return timestamp.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns the word for a verdict. */
  static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /** Returns a text in the colour of a verdict. */
  static String coloured(Verdict verdict, String name) {
    return switch (verdict) {
      case HEALTHY, ALIVE, OURS -> "@|green " + name + "|@";
      case DEAD, MALFORMED, POISONED -> "@|red " + name + "|@";
      case UNKNOWN, UNVERIFIABLE, UNREACHABLE, STALE -> "@|yellow " + name + "|@";
      case EMPTY -> "@|faint " + name + "|@";
    };
  }
}
