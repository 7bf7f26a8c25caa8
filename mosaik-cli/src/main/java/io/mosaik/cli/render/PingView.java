package io.mosaik.cli.render;

import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.spi.PingOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows how a ping ended. Immutable.
 *
 * @param address who was asked, and where
 * @param wanted the network that the peer had to belong to, if any
 * @param outcome how it ended
 */
public record PingView(PeerAddress address, Optional<NetworkId> wanted, PingOutcome outcome) {

  /** Checks that nothing is missing. */
  public PingView {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(wanted, "wanted");
    Objects.requireNonNull(outcome, "outcome");
  }

  /**
   * Whether the peer has shown that it is alive.
   *
   * @param outcome how the ping ended
   * @return false if it failed
   */
  public static boolean isAlive(PingOutcome outcome) {
    return !(outcome instanceof PingOutcome.Failed);
  }

  /**
   * Text for people.
   *
   * @param now the present, for the uptime
   * @return lines, some with colour marks
   */
  public List<String> text(Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("peer     " + address.id().toHex());
    if (outcome instanceof PingOutcome.Healthy healthy) {
      PeerEntry entry = healthy.entry().entry();
      lines.add(line("status", "@|green healthy|@"));
      lines.add(line("network", entry.network() + (wanted.isPresent() ? " (as wanted)" : "")));
      lines.add(line("version", Untrusted.text(entry.protocol())));
      lines.add(line("uptime", Durations.ofUptime(Durations.uptime(entry, now))));
      lines.add(line("rtt", Durations.ofRoundTrip(healthy.roundTrip())));
    } else if (outcome instanceof PingOutcome.AliveUnknownVersion alive) {
      lines.add(line("status", "@|green alive|@, of a version that cannot be read here"));
      wanted.ifPresent(network -> lines.add(line("network", network + " (as wanted)")));
      lines.add(line("version", Untrusted.text(alive.version())));
      lines.add(line("rtt", Durations.ofRoundTrip(alive.roundTrip())));
    } else if (outcome instanceof PingOutcome.Failed failed) {
      lines.add(line("status", "@|red " + name(failed.reason()) + "|@"));
      lines.add(line("reason", Untrusted.text(failed.detail())));
    }
    return lines;
  }

  /**
   * Returns the JSON form of a finished ping.
   *
   * @param now the present, for the uptime
   * @return an event
   */
  public Json json(Instant now) {
    Json event =
        Json.event("ping_finished").withPeer(address).with("network_compared", wanted.isPresent());
    if (outcome instanceof PingOutcome.AliveUnknownVersion) {
      event.with("network", wanted);
    }
    return addOutcome(event, outcome, now);
  }

  /** Returns how a ping ended, as an object within an event. */
  static Json json(PingOutcome outcome, Instant now) {
    return addOutcome(Json.empty(), outcome, now);
  }

  private static Json addOutcome(Json json, PingOutcome outcome, Instant now) {
    if (outcome instanceof PingOutcome.Healthy healthy) {
      PeerEntry entry = healthy.entry().entry();
      json.with("status", "healthy")
          .with("network", entry.network().toString())
          .with("version", entry.protocol())
          .with("uptime_ms", Durations.uptime(entry, now))
          .with("rtt_ms", healthy.roundTrip());
    } else if (outcome instanceof PingOutcome.AliveUnknownVersion alive) {
      json.with("status", "alive")
          .with("version", alive.version())
          .with("rtt_ms", alive.roundTrip());
    } else if (outcome instanceof PingOutcome.Failed failed) {
      json.with("status", failed.reason()).with("reason", failed.detail());
    }
    return json;
  }

  private static String name(PingOutcome.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-8s %s", name, value);
  }
}
