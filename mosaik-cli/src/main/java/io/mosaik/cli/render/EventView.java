package io.mosaik.cli.render;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.bootstrap.model.BootstrapEvent;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Shows what happens to a node, a line per event; events that say nothing new to a person have
 * none.
 */
public final class EventView {

  private EventView() {}

  /**
   * Text for people.
   *
   * @param event what happened
   * @return a line with colour marks, or empty if nobody needs to read it
   */
  public static Optional<String> text(BootstrapEvent event) {
    if (event instanceof BootstrapEvent.PeerDiscovered found) {
      return Optional.of(
          "@|green found|@ "
              + peer(found.address())
              + "  rtt "
              + Durations.ofRoundTrip(found.roundTrip()));
    }
    if (event instanceof BootstrapEvent.UnverifiedPeerDiscovered found) {
      return Optional.of(
          "@|yellow found|@ " + peer(found.address()) + "  unverified, in slot " + found.slot());
    }
    if (event instanceof BootstrapEvent.SlotClaimed claimed) {
      return Optional.of("@|green slot " + claimed.slot() + "|@ is ours");
    }
    if (event instanceof BootstrapEvent.SlotConfirmed confirmed) {
      return Optional.of("@|green slot " + confirmed.slot() + "|@ is ours, and can be read");
    }
    if (event instanceof BootstrapEvent.ClaimLost lost) {
      return Optional.of(
          "slot "
              + lost.slot()
              + " could not be written: "
              + Untrusted.text(lost.why())
              + pause(lost.pause()));
    }
    if (event instanceof BootstrapEvent.SlotDisplaced displaced) {
      return Optional.of(
          "@|yellow slot "
              + displaced.slot()
              + "|@ was taken by "
              + displaced.by().map(id -> id.toShortHex()).orElse("somebody else")
              + pause(displaced.pause()));
    }
    if (event instanceof BootstrapEvent.SlotVacated vacated) {
      return Optional.of("slot " + vacated.slot() + " vacated: " + Untrusted.text(vacated.why()));
    }
    if (event instanceof BootstrapEvent.Warning warning) {
      return Optional.of("@|yellow warning|@ " + Untrusted.text(warning.message()));
    }
    return Optional.empty();
  }

  /**
   * JSON, one object.
   *
   * @param event what happened
   * @param to to whom it happened
   * @return a line, or empty
   */
  public static Optional<String> json(BootstrapEvent event, PeerId to) {
    return object(event).map(json -> json.with("to", to.toHex()).toString());
  }

  private static Optional<Json> object(BootstrapEvent event) {
    if (event instanceof BootstrapEvent.PeerDiscovered found) {
      return Optional.of(
          Json.event("peer")
              .with(found.address())
              .with("verified", true)
              .with("rtt_ms", found.roundTrip()));
    }
    if (event instanceof BootstrapEvent.UnverifiedPeerDiscovered found) {
      return Optional.of(
          Json.event("peer")
              .with(found.address())
              .with("verified", false)
              .with("slot", found.slot()));
    }
    if (event instanceof BootstrapEvent.PeerMet met) {
      return Optional.of(Json.event("met").with(met.address()));
    }
    if (event instanceof BootstrapEvent.ScanFinished finished) {
      return Optional.of(ReportView.json(finished.report()));
    }
    if (event instanceof BootstrapEvent.SlotClaimed claimed) {
      return Optional.of(
          Json.event("claimed")
              .with("slot", claimed.slot())
              .with("timestamp", claimed.timestamp().micros()));
    }
    if (event instanceof BootstrapEvent.SlotConfirmed confirmed) {
      return Optional.of(Json.event("confirmed").with("slot", confirmed.slot()));
    }
    if (event instanceof BootstrapEvent.SlotRefreshed refreshed) {
      return Optional.of(
          Json.event("refreshed")
              .with("slot", refreshed.slot())
              .with("timestamp", refreshed.timestamp().micros()));
    }
    if (event instanceof BootstrapEvent.ClaimLost lost) {
      return Optional.of(
          Json.event("lost")
              .with("slot", lost.slot())
              .with("race", lost.race())
              .with("why", lost.why())
              .with("pause_ms", lost.pause()));
    }
    if (event instanceof BootstrapEvent.SlotDisplaced displaced) {
      return Optional.of(
          Json.event("displaced")
              .with("slot", displaced.slot())
              .with("by", displaced.by())
              .with("pause_ms", displaced.pause()));
    }
    if (event instanceof BootstrapEvent.SlotVacated vacated) {
      return Optional.of(
          Json.event("vacated").with("slot", vacated.slot()).with("why", vacated.why()));
    }
    if (event instanceof BootstrapEvent.Warning warning) {
      return Optional.of(Json.event("warning").with("message", warning.message()));
    }
    return Optional.empty();
  }

  private static String peer(PeerAddress address) {
    return address.id().toHex()
        + "  "
        + address.addresses().stream().map(Untrusted::text).collect(Collectors.joining(", "));
  }

  private static String pause(java.time.Duration pause) {
    return pause.isZero() ? "" : ", next try in " + Durations.ofRoundTrip(pause);
  }
}
