package io.mosaik.bootstrap.model;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PingOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What one scan saw in one slot.
 *
 * <p>Immutable.
 *
 * @param index the place in the chain, from 0
 * @param key whose packets the slot holds
 * @param verdict the conclusion
 * @param why what led to it, for people
 * @param lookup who was asked and who answered
 * @param timestamp of the most recent packet, if any was found
 * @param address the peer in that packet, if it is a peer record; its addresses are those that may
 *     be dialled at all
 * @param ping how the ping of that peer ended, if it was pinged
 */
public record SlotReport(
    int index,
    PublicKey key,
    Verdict verdict,
    String why,
    Lookup lookup,
    Optional<Timestamp> timestamp,
    Optional<PeerAddress> address,
    Optional<PingOutcome> ping) {

  /** Checks that nothing is missing. */
  public SlotReport {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(why, "why");
    Objects.requireNonNull(lookup, "lookup");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(ping, "ping");
  }

  /**
   * The answers of all clients together.
   *
   * @param asked how many nodes were asked
   * @param answered how many of them answered properly
   * @param conclusive whether "nothing newer" may be believed
   * @param clients the answers of each client
   */
  public record Lookup(int asked, int answered, boolean conclusive, List<ClientAnswer> clients) {

    /** Copies the list. */
    public Lookup {
      clients = List.copyOf(clients);
    }
  }

  /**
   * The answer of one client.
   *
   * @param client the name of the client
   * @param asked how many nodes it asked
   * @param answered how many of them answered properly
   * @param conclusive whether its "nothing newer" may be believed
   * @param timestamp of the most recent packet that it found, if any
   * @param failure why it did not answer, if it did not
   */
  public record ClientAnswer(
      String client,
      int asked,
      int answered,
      boolean conclusive,
      Optional<Timestamp> timestamp,
      Optional<String> failure) {

    /** Checks that nothing is missing. */
    public ClientAnswer {
      Objects.requireNonNull(client, "client");
      Objects.requireNonNull(timestamp, "timestamp");
      Objects.requireNonNull(failure, "failure");
    }
  }

  /**
   * Who is in the slot.
   *
   * @return the peer in the record, if there is a peer record
   */
  public Optional<PeerId> peer() {
    return address.map(PeerAddress::id);
  }

  /**
   * How far away the peer is.
   *
   * @return the round-trip time, if the peer answered
   */
  public Optional<Duration> roundTrip() {
    return ping.flatMap(SlotReport::roundTripOf);
  }

  /**
   * How long the peer has been running, by its own account.
   *
   * @param now the present
   * @return the time since it started, if its entry could be read
   */
  public Optional<Duration> uptime(Instant now) {
    return ping.filter(PingOutcome.Healthy.class::isInstance)
        .map(PingOutcome.Healthy.class::cast)
        .map(healthy -> Instant.ofEpochMilli(healthy.entry().entry().startedMillis()))
        .map(started -> Duration.between(started, now));
  }

  /** One line: index, verdict, peer, round trip and why. */
  @Override
  public String toString() {
    String who = address.map(PeerAddress::toString).orElse("-");
    String rtt = roundTrip().map(time -> time.toMillis() + " ms").orElse("-");
    return String.format(Locale.ROOT, "%2d  %-12s  %-7s  %s  (%s)", index, verdict, rtt, who, why);
  }

  private static Optional<Duration> roundTripOf(PingOutcome outcome) {
    if (outcome instanceof PingOutcome.Healthy healthy) {
      return Optional.of(healthy.roundTrip());
    }
    if (outcome instanceof PingOutcome.AliveUnknownVersion alive) {
      return Optional.of(alive.roundTrip());
    }
    return Optional.empty();
  }
}
