package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.ScanReport.Action;
import io.mosaik.bootstrap.model.ScanReport.Decision;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.internal.SlidingWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * What to do after a scan: keep the slot that we have, correct what it says, empty those that we
 * have too many, or claim one; and does it. Confined to the core's thread.
 */
final class Decider {

  /** In which no more slots of ours are emptied than there are; ours. */
  private static final Duration VACATION_WINDOW = Duration.ofMinutes(10);

  private final PeerId self;
  private final boolean readOnly;
  private final SlotKeeper keeper;
  private final Vacater vacater;
  private final Backoff backoff;
  private final ClaimPolicy policy;
  private final SlidingWindow vacations;
  private boolean candidateInSight;
  private Deadline nextCandidateAt = Deadline.NEVER;

  Decider(
      CoreConfig config,
      SlotKeeper keeper,
      Vacater vacater,
      Backoff backoff,
      RandomGenerator random) {
    BootstrapSettings settings = config.settings();
    this.self = config.self();
    this.readOnly = config.readOnly();
    this.keeper = keeper;
    this.vacater = vacater;
    this.backoff = backoff;
    this.policy = new ClaimPolicy(settings.tenancy().timeToLive(), random);
    this.vacations = new SlidingWindow(settings.chainDepth(), VACATION_WINDOW.toNanos());
  }

  /** Whether we are in no slot, though there is one that could be claimed. */
  boolean isOutsideWithCandidateInSight() {
    return candidateInSight;
  }

  /**
   * Returns when a slot may be claimed that may not be yet, though we are in none.
   *
   * @return {@link Deadline#NEVER} if only another scan can tell
   */
  Deadline nextCandidateAt() {
    return nextCandidateAt;
  }

  /**
   * Decides and acts.
   *
   * @param hasAddress whether there is anything that a record of ours could say
   * @return what was decided, at least one
   */
  List<Decision> decide(List<SlotFinding> findings, boolean hasAddress, Moment now) {
    candidateInSight = false;
    nextCandidateAt = Deadline.NEVER;
    policy.observe(findings, now);
    if (readOnly) {
      return List.of(none("read only"));
    }
    List<SlotFinding> own = findings.stream().filter(slot -> slot.isRecordOf(self)).toList();
    findings.forEach(slot -> keeper.seen(slot.slot(), slot.packet(), slot.conclusive(), now));
    if (keeper.isWriting()) {
      candidateInSight = keeper.held().isEmpty(); // if the write fails, the slot may be free still
      return List.of(none("a record of ours is on its way"));
    }
    List<Decision> decisions = new ArrayList<>();
    decisions.add(
        keepUnseen(findings, own, now)
            .or(() -> keep(own, hasAddress, now))
            .orElseGet(() -> claim(findings, hasAddress, now)));
    own.stream().filter(this::isSpare).forEach(slot -> vacate(slot, now).ifPresent(decisions::add));
    return decisions;
  }

  /** Our newest record is not to be seen, and it is too early to give it up. */
  private Optional<Decision> keepUnseen(
      List<SlotFinding> findings, List<SlotFinding> own, Moment now) {
    Optional<Held> held = keeper.held();
    if (held.isEmpty() || own.stream().anyMatch(slot -> isAtLeast(slot, held.get()))) {
      return Optional.empty();
    }
    int index = held.get().slot().index();
    if (keeper.refreshIsDue(now)) {
      return Optional.of(
          new Decision(Action.REFRESH, OptionalInt.of(index), "our record is not to be seen"));
    }
    if (keeper.isGuarded(now)) {
      return Optional.of(none("slot " + index + " is ours, though not to be seen yet"));
    }
    return findings.get(index).conclusive()
        ? Optional.empty()
        : Optional.of(none("slot " + index + " was ours and could not be read"));
  }

  /** We are in the chain. Of several records of ours the one that sorts highest is the one. */
  private Optional<Decision> keep(List<SlotFinding> own, boolean hasAddress, Moment now) {
    return own.stream()
        .max(Comparator.comparing(slot -> slot.packet().orElseThrow()))
        .map(ours -> keep(ours, hasAddress, now));
  }

  private Decision keep(SlotFinding ours, boolean hasAddress, Moment now) {
    keeper.adopt(ours.slot(), ours.packet().orElseThrow(), now);
    if (ours.verdict() == Verdict.STALE && hasAddress) {
      return backoff
          .objection(now)
          .map(objection -> none("slot " + ours.index() + " is ours but stale; " + objection))
          .orElseGet(() -> place(Action.UPDATE, ours, "it has other addresses of ours", now));
    }
    return keeper.refreshIsDue(now)
        ? new Decision(Action.REFRESH, OptionalInt.of(ours.index()), "our record grows old")
        : none("slot " + ours.index() + " is ours");
  }

  private Decision claim(List<SlotFinding> findings, boolean hasAddress, Moment now) {
    keeper.letGo();
    if (!hasAddress) {
      return none("no address of ours is known that a record could tell");
    }
    List<SlotFinding> candidates = policy.candidates(findings, now);
    candidateInSight = !candidates.isEmpty();
    Optional<String> objection = backoff.objection(now);
    if (!candidateInSight) {
      nextCandidateAt = policy.nextCandidateAt(findings);
    } else if (objection.isPresent()) {
      nextCandidateAt = backoff.nextClaimAt(now);
      return none(candidates.size() + " slots could be claimed; " + objection.get());
    }
    return policy
        .pick(candidates)
        .map(slot -> place(Action.CLAIM, slot, slot.verdict() + ", " + slot.why(), now))
        .orElseGet(() -> none("no slot may be claimed"));
  }

  private Decision place(Action action, SlotFinding slot, String why, Moment now) {
    Expectations expected = slot.reading().unchanged();
    keeper.place(action, slot.slot(), slot.packet(), expected, now);
    return new Decision(action, OptionalInt.of(slot.index()), why);
  }

  /**
   * Whether a record of ours is one too many: only if the one that we hold is known to be there.
   */
  private boolean isSpare(SlotFinding ours) {
    return keeper
        .held()
        .filter(held -> held.confirmed() && !held.slot().equals(ours.slot()))
        .isPresent();
  }

  private Optional<Decision> vacate(SlotFinding slot, Moment now) {
    if (!slot.conclusive() || !vacations.tryAcquire(now.at().nanos())) {
      return Optional.empty();
    }
    SignedPacket packet = slot.packet().orElseThrow();
    String why = "we need one slot only";
    vacater.vacate(slot.slot(), packet, slot.reading().unchanged(), why, now);
    return Optional.of(new Decision(Action.VACATE, OptionalInt.of(slot.index()), why));
  }

  private static boolean isAtLeast(SlotFinding slot, Held held) {
    return slot.packet().orElseThrow().compareTo(held.packet()) >= 0;
  }

  private static Decision none(String why) {
    return new Decision(Action.NONE, OptionalInt.empty(), why);
  }
}
