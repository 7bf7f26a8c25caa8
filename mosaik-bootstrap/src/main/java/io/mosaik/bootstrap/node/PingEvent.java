package io.mosaik.bootstrap.node;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.PingOutcome;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** JFR event {@code io.mosaik.Ping}: one ping of a peer, from its start to its outcome. */
@Name("io.mosaik.Ping")
@Label("Ping")
@Category({"mosaik", "Bootstrap"})
@Description("One ping of a peer, from its start to its outcome")
@StackTrace(false)
final class PingEvent extends Event {

  @Label("Peer")
  @Description("Id of the peer that was pinged")
  String peer;

  @Label("Addresses")
  @Description("Addresses that were dialled")
  String addresses;

  @Label("Outcome")
  @Description("healthy, alive_unknown_version, or the reason of the failure")
  String outcome;

  @Label("Detail")
  @Description("What went wrong")
  String detail;

  @Label("Round-trip Time")
  @Timespan(Timespan.NANOSECONDS)
  long roundTrip;

  static PingEvent start() {
    PingEvent event = new PingEvent();
    event.begin();
    return event;
  }

  /** Costs nothing while no recording wants it. */
  void finish(PeerAddress address, PingOutcome result) {
    if (shouldCommit()) {
      peer = address.id().toString();
      addresses = address.addresses().toString();
      outcome = BootstrapMetrics.label(result);
      detail = result instanceof PingOutcome.Failed failed ? failed.detail() : "";
      roundTrip = roundTripOf(result).toNanos();
      commit();
    }
  }

  private static Duration roundTripOf(PingOutcome result) {
    if (result instanceof PingOutcome.Healthy healthy) {
      return healthy.roundTrip();
    }
    return result instanceof PingOutcome.AliveUnknownVersion alive
        ? alive.roundTrip()
        : Duration.ZERO;
  }
}
