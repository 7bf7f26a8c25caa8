package io.mosaik.cli.render;

import io.mosaik.api.PeerEntry;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.KnownPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
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
    if (event instanceof BootstrapEvent.PeerAdded added) {
      return Optional.of(peer("found", added.peer()));
    }
    if (event instanceof BootstrapEvent.PeerUpdated updated) {
      boolean isNews =
          !updated.peer().address().equals(updated.before().address())
              || updated.peer().isVerified() != updated.before().isVerified();
      return isNews ? Optional.of(peer("changed", updated.peer())) : Optional.empty();
    }
    if (event instanceof BootstrapEvent.PeerLost lost) {
      return Optional.of(
          "@|yellow lost|@ "
              + lost.peer().id().toHex()
              + "  ("
              + words(lost.reason())
              + ": "
              + Untrusted.text(lost.detail())
              + ")");
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
   * Returns the JSON form of an event.
   *
   * @param event what happened
   * @param localPeer the peer of this process to which it happened
   * @param now the present, for uptimes
   * @return an event, or empty if there is no form for it
   */
  public static Optional<Json> json(BootstrapEvent event, PeerId localPeer, Instant now) {
    return peerEvent(event, now)
        .or(() -> slotEvent(event))
        .map(json -> json.withLocalPeer(localPeer));
  }

  private static Optional<Json> peerEvent(BootstrapEvent event, Instant now) {
    if (event instanceof BootstrapEvent.PeerDiscovered found) {
      PeerEntry entry = found.entry().entry();
      Json json =
          Json.event("peer_discovered")
              .withPeer(found.address())
              .with("version", entry.protocol())
              .with("uptime_ms", Durations.uptime(entry, now))
              .with("rtt_ms", found.roundTrip());
      found.slot().ifPresent(slot -> json.with("slot", slot));
      return Optional.of(json);
    }
    if (event instanceof BootstrapEvent.UnverifiedPeerDiscovered found) {
      return Optional.of(
          Json.event("unverified_peer_discovered")
              .withPeer(found.address())
              .with("slot", found.slot())
              .with(found.timestamp()));
    }
    if (event instanceof BootstrapEvent.PeerAdded added) {
      return Optional.of(known(Json.event("peer_added"), added.peer(), now));
    }
    if (event instanceof BootstrapEvent.PeerUpdated updated) {
      return Optional.of(known(Json.event("peer_updated"), updated.peer(), now));
    }
    if (event instanceof BootstrapEvent.PeerLost lost) {
      return Optional.of(
          known(Json.event("peer_lost"), lost.peer(), now)
              .with("status", lost.reason())
              .with("reason", lost.detail()));
    }
    if (event instanceof BootstrapEvent.PeerMet met) {
      return Optional.of(Json.event("inbound_peer").withPeer(met.address()));
    }
    if (event instanceof BootstrapEvent.ScanFinished finished) {
      return Optional.of(ReportView.json(finished.report(), now));
    }
    if (event instanceof BootstrapEvent.Warning warning) {
      return Optional.of(warning(warning.message()));
    }
    return Optional.empty();
  }

  private static Json known(Json event, KnownPeer peer, Instant now) {
    event.withPeer(peer.address()).with("verified", peer.isVerified());
    peer.slot().ifPresent(slot -> event.with("slot", slot));
    peer.entry()
        .map(SignedPeerEntry::entry)
        .ifPresent(
            entry ->
                event
                    .with("version", entry.protocol())
                    .with("uptime_ms", Durations.uptime(entry, now)));
    peer.roundTrip().ifPresent(roundTrip -> event.with("rtt_ms", roundTrip));
    return event.with("first_seen", peer.firstSeen()).with("last_seen", peer.lastSeen());
  }

  private static Optional<Json> slotEvent(BootstrapEvent event) {
    if (event instanceof BootstrapEvent.SlotClaimed claimed) {
      return Optional.of(
          Json.event("slot_claimed").with("slot", claimed.slot()).with(claimed.timestamp()));
    }
    if (event instanceof BootstrapEvent.SlotConfirmed confirmed) {
      return Optional.of(Json.event("slot_confirmed").with("slot", confirmed.slot()));
    }
    if (event instanceof BootstrapEvent.SlotRefreshed refreshed) {
      return Optional.of(
          Json.event("slot_refreshed").with("slot", refreshed.slot()).with(refreshed.timestamp()));
    }
    if (event instanceof BootstrapEvent.ClaimLost lost) {
      return Optional.of(
          Json.event("claim_lost")
              .with("slot", lost.slot())
              .with("race", lost.race())
              .with("reason", lost.why())
              .with("backoff_ms", lost.pause()));
    }
    if (event instanceof BootstrapEvent.SlotDisplaced displaced) {
      Json json = Json.event("slot_displaced").with("slot", displaced.slot());
      displaced.by().ifPresent(json::withPeer);
      return Optional.of(json.with("backoff_ms", displaced.pause()));
    }
    if (event instanceof BootstrapEvent.SlotVacated vacated) {
      return Optional.of(
          Json.event("slot_vacated").with("slot", vacated.slot()).with("reason", vacated.why()));
    }
    return Optional.empty();
  }

  /**
   * Returns the JSON form of what ended a command.
   *
   * @param message what happened and what can be done
   * @param exitCode exit code of the process
   * @return an event
   */
  public static Json error(String message, int exitCode) {
    return Json.event("error").with("message", message).with("exit_code", exitCode);
  }

  /**
   * Returns the JSON form of a warning.
   *
   * @param message what is wrong and what can be done
   * @return an event
   */
  public static Json warning(String message) {
    return Json.event("warning").with("message", message);
  }

  private static String peer(String verb, KnownPeer peer) {
    String measured =
        peer.roundTrip().map(time -> "  rtt " + Durations.ofRoundTrip(time)).orElse("");
    String where = peer.slot().isPresent() ? ", in slot " + peer.slot().getAsInt() : "";
    return (peer.isVerified() ? "@|green " : "@|yellow ")
        + verb
        + "|@ "
        + peer.id().toHex()
        + "  "
        + peer.address().addresses().stream().map(Untrusted::text).collect(Collectors.joining(", "))
        + (peer.isVerified() ? measured : "  unverified" + where);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String pause(Duration pause) {
    return pause.isZero() ? "" : ", next try in " + Durations.ofRoundTrip(pause);
  }
}
