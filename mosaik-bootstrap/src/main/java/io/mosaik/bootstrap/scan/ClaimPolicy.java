package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Order in which a node outside the chain claims slots: empty and malformed ones before those of
 * dead peers; a silent peer whose record is young probably lives behind a NAT, comes last among
 * them, and only after it was silent in two scans a while apart; a peer that cannot be asked gives
 * way only when its owner cannot have written for longer than the DHT keeps an item.
 *
 * <p>Confined to the core's thread. Bounded by the number of slots.
 */
final class ClaimPolicy {

  /**
   * How long the record of a peer that cannot be asked must have stood unchanged before our eyes
   * until it counts as abandoned; an item lives two hours in the DHT, so that a living owner has
   * written since.
   */
  static final Duration ABANDONED_AFTER = Duration.ofHours(3);

  /** How far apart two scans must be in which the peer of a young record was silent. */
  static final Duration SILENT_FOR = Duration.ofMinutes(1);

  /** How many scans in a row a chain must be full of versions that we do not know. */
  static final int FOREIGN_SCANS = 3;

  /** A peer that was silent in all scans since some time. */
  private record Silence(PeerId peer, Deadline since) {}

  /** A timestamp that a slot has shown since some time. */
  private record Standing(Timestamp timestamp, Deadline since) {}

  private final RandomGenerator random;
  private final Duration timeToLive;
  private final Map<Integer, Silence> silent = new HashMap<>();
  private final Map<Integer, Standing> standing = new HashMap<>();
  private int foreignScans;

  /**
   * Creates a policy that has seen no scan.
   *
   * @param timeToLive the age below which a record counts as young
   */
  ClaimPolicy(Duration timeToLive, RandomGenerator random) {
    this.timeToLive = timeToLive;
    this.random = random;
  }

  /** Notes what a scan found, before candidates are asked for. */
  void observe(List<SlotFinding> findings, Moment now) {
    boolean foreign = findings.stream().allMatch(slot -> slot.verdict() == Verdict.ALIVE);
    foreignScans = foreign ? foreignScans + 1 : 0;
    for (SlotFinding slot : findings) {
      observeSilence(slot, now);
      if (slot.conclusive()) {
        slot.packet().map(SignedPacket::timestamp).ifPresent(seen -> observe(slot, seen, now));
      }
    }
  }

  /** Returns the slots that may be claimed now, all of the most claimable kind. */
  List<SlotFinding> candidates(List<SlotFinding> findings, Moment now) {
    if (foreignScans >= FOREIGN_SCANS) {
      return findings.stream().filter(slot -> !isPoisoned(slot)).toList();
    }
    List<Predicate<SlotFinding>> order =
        List.of(
            slot -> slot.verdict() == Verdict.EMPTY || slot.verdict() == Verdict.MALFORMED,
            slot -> slot.verdict() == Verdict.DEAD && !mayLiveBehindNat(slot, now),
            slot -> slot.verdict() == Verdict.DEAD && silentUntil(slot).hasPassed(now.at()),
            slot -> slot.verdict() == Verdict.UNREACHABLE && isAbandoned(slot, now));
    return order.stream()
        .map(kind -> findings.stream().filter(kind).toList())
        .filter(slots -> !slots.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /**
   * Returns the earliest time at which the slot of a young, silent record may be claimed.
   *
   * @return {@link Deadline#NEVER} if there is no such slot
   */
  Deadline nextCandidateAt(List<SlotFinding> findings) {
    return findings.stream()
        .filter(slot -> slot.verdict() == Verdict.DEAD)
        .map(this::silentUntil)
        .reduce(Deadline.NEVER, Deadline::min);
  }

  /** Picks one of them at random, so that nodes that start together seldom want the same. */
  Optional<SlotFinding> pick(List<SlotFinding> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(random.nextInt(candidates.size())));
  }

  /** A scan in which the peer could not be asked properly says nothing either way. */
  private void observeSilence(SlotFinding slot, Moment now) {
    switch (slot.verdict()) {
      case UNKNOWN, UNVERIFIABLE -> {}
      case DEAD -> {
        PeerId peer = slot.peer().orElseThrow();
        Silence before = silent.get(slot.index());
        if (before == null || !before.peer().equals(peer)) {
          silent.put(slot.index(), new Silence(peer, now.at()));
        }
      }
      default -> silent.remove(slot.index());
    }
  }

  private void observe(SlotFinding slot, Timestamp seen, Moment now) {
    Standing before = standing.get(slot.index());
    if (before == null || !before.timestamp().equals(seen)) {
      standing.put(slot.index(), new Standing(seen, now.at()));
    }
  }

  /**
   * Whether the record is young and nothing came back from its peer. One that proved who it is and
   * belongs elsewhere is not meant. A record dated further ahead is as little to be believed as an
   * old one.
   */
  private boolean mayLiveBehindNat(SlotFinding slot, Moment now) {
    boolean provenElsewhere =
        slot.seen()
            .ping()
            .flatMap(PingTicket::outcome)
            .filter(PingOutcome.Failed.class::isInstance)
            .map(outcome -> ((PingOutcome.Failed) outcome).reason())
            .filter(reason -> reason == Reason.WRONG_NETWORK || reason == Reason.MALFORMED)
            .isPresent();
    Duration age = now.ageOf(slot.packet().orElseThrow().timestamp());
    return !provenElsewhere && age.abs().compareTo(timeToLive) < 0;
  }

  private Deadline silentUntil(SlotFinding slot) {
    return silent.get(slot.index()).since().plus(SILENT_FOR);
  }

  /** By our own monotonic clock: neither theirs nor our wall clock may be right. */
  private boolean isAbandoned(SlotFinding slot, Moment now) {
    Standing known = standing.get(slot.index());
    return known != null && known.since().plus(ABANDONED_AFTER).hasPassed(now.at());
  }

  private static boolean isPoisoned(SlotFinding slot) {
    return slot.packet().map(SignedPacket::timestamp).filter(Stamps::isPoisoned).isPresent();
  }
}
