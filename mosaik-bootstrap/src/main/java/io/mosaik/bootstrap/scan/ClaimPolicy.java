package io.mosaik.bootstrap.scan;

import io.mosaik.api.SignedPacket;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Which slots a node outside the chain may claim, and which one of them it does. Confined to the
 * core's thread.
 */
final class ClaimPolicy {

  /**
   * How far a record's time must be from ours before it is believed to be forgotten, if nobody can
   * be asked. One of the future may have been left behind, too, and would hold its slot for ever.
   */
  static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

  /** How many scans in a row a chain must be full of versions that we do not know. */
  static final int FOREIGN_SCANS = 3;

  private static final Set<Verdict> FREE =
      EnumSet.of(Verdict.EMPTY, Verdict.MALFORMED, Verdict.DEAD);

  private final RandomGenerator random;
  private int foreignScans;

  ClaimPolicy(RandomGenerator random) {
    this.random = random;
  }

  /** Notes what a scan found, before candidates are asked for. */
  void observe(List<SlotFinding> findings) {
    boolean foreign = findings.stream().allMatch(slot -> slot.verdict() == Verdict.ALIVE);
    foreignScans = foreign ? foreignScans + 1 : 0;
  }

  /** The slots that may be claimed. Those whose peer could not be asked come last. */
  List<SlotFinding> candidates(List<SlotFinding> findings, Moment now) {
    if (foreignScans >= FOREIGN_SCANS) {
      return findings.stream().filter(slot -> !isPoisoned(slot)).toList();
    }
    List<SlotFinding> free =
        findings.stream().filter(slot -> FREE.contains(slot.verdict())).toList();
    return free.isEmpty()
        ? findings.stream().filter(slot -> isForgotten(slot, now)).toList()
        : free;
  }

  /** One of them at random, so that nodes that start together seldom want the same. */
  Optional<SlotFinding> pick(List<SlotFinding> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(random.nextInt(candidates.size())));
  }

  private static boolean isForgotten(SlotFinding slot, Moment now) {
    return slot.verdict() == Verdict.UNREACHABLE
        && slot.packet()
            .map(packet -> now.ageOf(packet.timestamp()))
            .filter(age -> age.abs().compareTo(FORGOTTEN_AFTER) > 0)
            .isPresent();
  }

  private static boolean isPoisoned(SlotFinding slot) {
    return slot.packet().map(SignedPacket::timestamp).filter(Stamps::isPoisoned).isPresent();
  }
}
