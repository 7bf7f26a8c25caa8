package io.mosaik.bootstrap.node;

import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** JFR event {@code io.mosaik.Scan}: one finished scan of all slots. */
@Name("io.mosaik.Scan")
@Label("Scan")
@Category({"mosaik", "Bootstrap"})
@Description("One finished scan of all slots of a network")
@StackTrace(false)
final class ScanEvent extends Event {

  @Label("Network")
  String network;

  @Label("Number")
  @Description("Number of the scan, counted from 1 since the start of the node")
  long number;

  @Label("Scan Duration")
  @Timespan(Timespan.NANOSECONDS)
  long scanDuration;

  @Label("Conclusive Slots")
  @Description("Slots whose lookup was conclusive")
  int conclusiveSlots;

  @Label("Healthy Slots")
  @Description("Slots whose peer answered a ping")
  int healthySlots;

  @Label("Decision")
  @Description("What the node does about it, and why")
  String decision;

  /** Costs nothing while no recording wants it. */
  static void emit(ScanReport report) {
    ScanEvent event = new ScanEvent();
    if (event.shouldCommit()) {
      event.network = report.network().toString();
      event.number = report.number();
      event.scanDuration = report.took().toNanos();
      event.conclusiveSlots =
          (int) report.slots().stream().map(SlotReport::lookup).filter(l -> l.conclusive()).count();
      event.healthySlots = report.count(Verdict.HEALTHY);
      event.decision = String.valueOf(report.decisions().get(0));
      event.commit();
    }
  }
}
