package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressGuard;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Records whose addresses stayed silent in earlier scans. Only some addresses of a long record are
 * dialled per scan; it takes several scans until all had their turn, and only then does silence say
 * that nobody is there. A record that stays silent for long is asked less and less often, until it
 * changes or answers. Confined to the core's thread.
 */
final class SilentAddresses {

  /** How long a record is asked as often as budgets allow, counted from its first silence. */
  static final Duration EAGER = Duration.ofSeconds(75);

  /** The first interval of the back-off that follows; it doubles. */
  static final Duration FIRST_INTERVAL = Duration.ofSeconds(60);

  /** Where the interval stops growing. */
  static final Duration LONGEST_INTERVAL = Duration.ofMinutes(5);

  /** How long a failed ping tells as much as a new one would. */
  static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);

  /** What is known of one record. */
  private static final class Silence {
    final Set<TransportAddress> tried = new HashSet<>();
    Optional<PingOutcome.Failed> verdict = Optional.empty();
    Deadline since = Deadline.NEVER;
    Deadline lastAt = Deadline.NEVER;
    Deadline nextAt = Deadline.ofNanos(Long.MIN_VALUE);
    Duration interval = FIRST_INTERVAL;
    Timestamp newest = Timestamp.ZERO;
    int round;

    void reset() {
      verdict = Optional.empty();
      nextAt = Deadline.ofNanos(Long.MIN_VALUE);
      interval = FIRST_INTERVAL;
    }
  }

  private final Map<PeerAddress, Silence> silent = new HashMap<>();
  private final Set<PeerAddress> seen = new HashSet<>();

  /** Returns the addresses of a record whose turn it is. */
  PeerAddress untried(PeerAddress record, PeerAddress considered) {
    seen.add(record);
    SortedSet<TransportAddress> rest = new TreeSet<>(considered.addresses());
    Silence known = silent.get(record);
    if (known != null) {
      rest.removeIf(address -> known.tried.contains(AddressGuard.plain(address)));
    }
    return rest.isEmpty() ? considered : new PeerAddress(record.id(), rest);
  }

  /** Returns the number of times that all considered addresses of a record stayed silent. */
  int round(PeerAddress record) {
    Silence known = silent.get(record);
    return known == null ? 0 : known.round;
  }

  /** Ends the back-off of a record whose owner has written it anew. */
  void seen(PeerAddress record, Timestamp timestamp) {
    Silence known = silent.get(record);
    if (known != null && known.newest.compareTo(timestamp) < 0) {
      if (!known.newest.equals(Timestamp.ZERO)) {
        known.reset();
      }
      known.newest = timestamp;
    }
  }

  /** Returns the time before which a record is not asked again; in the past if it may be asked. */
  Deadline nextAt(PeerAddress record) {
    Silence known = silent.get(record);
    return known == null ? Deadline.ofNanos(Long.MIN_VALUE) : known.nextAt;
  }

  /** Returns the failure that a record ended in a short while ago, all of its addresses silent. */
  Optional<PingOutcome.Failed> remembered(PeerAddress record, Moment now) {
    return Optional.ofNullable(silent.get(record))
        .filter(known -> !known.lastAt.plus(REMEMBERED_FOR).hasPassed(now.at()))
        .flatMap(known -> known.verdict);
  }

  /**
   * Notes that the addresses dialled did not answer.
   *
   * @param othersLeft whether others were not dialled yet
   * @return whether all addresses of the record have had their turn since one answered
   */
  boolean staySilent(
      PeerAddress record,
      Collection<TransportAddress> dialled,
      boolean othersLeft,
      PingOutcome.Failed outcome,
      Moment now) {
    Silence known = silent.computeIfAbsent(record, any -> new Silence());
    if (othersLeft) {
      known.tried.addAll(dialled);
      return known.verdict.isPresent();
    }
    known.tried.clear(); // the next round begins with the first address
    known.round++;
    if (known.verdict.isEmpty()) {
      known.since = now.at();
    }
    known.verdict = Optional.of(outcome);
    known.lastAt = now.at();
    if (known.since.plus(EAGER).hasPassed(now.at())) {
      known.nextAt = now.at().plus(known.interval);
      Duration doubled = known.interval.multipliedBy(2);
      known.interval = doubled.compareTo(LONGEST_INTERVAL) < 0 ? doubled : LONGEST_INTERVAL;
    }
    return true;
  }

  /** Notes that somebody is there. */
  void spoke(PeerAddress record) {
    silent.remove(record);
  }

  /** Notes that a peer is there, whatever its records say. */
  void spoke(PeerId id) {
    silent.keySet().removeIf(record -> record.id().equals(id));
  }

  /** Forgets the records that nobody asked about since the last call. */
  void forgetUnseen() {
    silent.keySet().retainAll(seen);
    seen.clear();
  }
}
