package io.mosaik.bootstrap.node;

import io.mosaik.api.metrics.Metric;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Counters of the mechanism: events by kind, and pings by outcome. Thread-safe by atomic counters.
 */
final class BootstrapMetrics {

  private static final String PREFIX = "mosaik_bootstrap_";
  private static final String HEALTHY = "healthy";
  private static final String ALIVE = "alive_unknown_version";
  private static final double NANOS_PER_SECOND = 1e9;

  /** A counted kind of event. */
  private record Counted(Class<? extends BootstrapEvent> type, String name, String description) {}

  private static final List<Counted> COUNTED =
      List.of(
          new Counted(BootstrapEvent.ScanFinished.class, "scans_total", "Finished scans"),
          new Counted(
              BootstrapEvent.PeerDiscovered.class,
              "peers_discovered_total",
              "Discoveries of a peer that answered a ping, once per scan and peer"),
          new Counted(
              BootstrapEvent.UnverifiedPeerDiscovered.class,
              "unverified_peers_discovered_total",
              "Discoveries of a peer that could not be pinged, once per scan and peer"),
          new Counted(
              BootstrapEvent.PeerAdded.class,
              "peers_added_total",
              "Peers that entered the view of known peers"),
          new Counted(
              BootstrapEvent.PeerLost.class,
              "peers_lost_total",
              "Peers that left the view of known peers"),
          new Counted(
              BootstrapEvent.PeerMet.class,
              "inbound_peers_total",
              "Peers that pinged this node and proved their identity, at most 64 a minute"),
          new Counted(
              BootstrapEvent.SlotClaimed.class,
              "slots_claimed_total",
              "Records of this node stored in a slot, newly or with other addresses"),
          new Counted(
              BootstrapEvent.SlotConfirmed.class,
              "slots_confirmed_total",
              "Records of this node read back after they were stored"),
          new Counted(
              BootstrapEvent.SlotRefreshed.class,
              "slots_refreshed_total",
              "Records of this node stored again unchanged"),
          new Counted(
              BootstrapEvent.ClaimLost.class,
              "claims_lost_total",
              "Records of this node that could not be stored"),
          new Counted(
              BootstrapEvent.SlotDisplaced.class,
              "slots_displaced_total",
              "Records of this node that another record replaced"),
          new Counted(
              BootstrapEvent.SlotVacated.class,
              "slots_vacated_total",
              "Records of this node that were emptied"),
          new Counted(
              BootstrapEvent.Warning.class, "warnings_total", "Warnings, each reported once"));

  private final Map<Class<? extends BootstrapEvent>, LongAdder> events = new LinkedHashMap<>();
  private final Map<String, LongAdder> pings = new LinkedHashMap<>();

  BootstrapMetrics() {
    COUNTED.forEach(counted -> events.put(counted.type(), new LongAdder()));
    pings.put(HEALTHY, new LongAdder());
    pings.put(ALIVE, new LongAdder());
    for (PingOutcome.Reason reason : PingOutcome.Reason.values()) {
      pings.put(label(reason), new LongAdder());
    }
  }

  void count(BootstrapEvent event) {
    LongAdder adder = events.get(event.getClass());
    if (adder != null) {
      adder.increment();
    }
  }

  void count(PingOutcome outcome) {
    pings.get(label(outcome)).increment();
  }

  /** The outcome as the value of a label. */
  static String label(PingOutcome outcome) {
    if (outcome instanceof PingOutcome.Failed failed) {
      return label(failed.reason());
    }
    return outcome instanceof PingOutcome.Healthy ? HEALTHY : ALIVE;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  List<Metric> all(
      Supplier<Optional<ScanReport>> lastReport,
      Supplier<OptionalInt> heldSlot,
      IntSupplier knownPeers) {
    List<Metric> metrics = new ArrayList<>();
    for (Counted counted : COUNTED) {
      LongAdder adder = events.get(counted.type());
      metrics.add(Metric.counter(PREFIX + counted.name(), counted.description(), adder::sum));
    }
    pings.forEach(
        (outcome, adder) ->
            metrics.add(
                Metric.counter(PREFIX + "pings_total", "Finished pings, by outcome", adder::sum)
                    .withLabel("outcome", outcome)));
    metrics.add(
        Metric.gauge(
            PREFIX + "slot_held",
            "",
            "1 if this node holds a slot, else 0",
            () -> heldSlot.get().isPresent() ? 1 : 0));
    metrics.add(
        Metric.gauge(
            PREFIX + "known_peers", "", "Peers in the view of known peers", knownPeers::getAsInt));
    addLastScan(metrics, lastReport);
    return metrics;
  }

  private static void addLastScan(List<Metric> metrics, Supplier<Optional<ScanReport>> lastReport) {
    metrics.add(
        Metric.gauge(
            PREFIX + "last_scan_duration_seconds",
            "seconds",
            "Duration of the last scan",
            ofLast(lastReport, report -> seconds(report.took()))::get));
    metrics.add(
        Metric.gauge(
            PREFIX + "last_scan_conclusive_slots",
            "",
            "Slots of the last scan whose lookup was conclusive",
            ofLast(lastReport, BootstrapMetrics::conclusive)::get));
    for (Verdict verdict : Verdict.values()) {
      metrics.add(
          Metric.gauge(
                  PREFIX + "last_scan_slots",
                  "",
                  "Slots of the last scan, by verdict",
                  ofLast(lastReport, report -> report.count(verdict))::get)
              .withLabel("verdict", label(verdict)));
    }
  }

  private static Supplier<Double> ofLast(
      Supplier<Optional<ScanReport>> lastReport, ToDoubleFunction<ScanReport> value) {
    return () -> lastReport.get().map(value::applyAsDouble).orElse(Double.NaN);
  }

  private static double conclusive(ScanReport report) {
    return report.slots().stream().map(SlotReport::lookup).filter(l -> l.conclusive()).count();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
