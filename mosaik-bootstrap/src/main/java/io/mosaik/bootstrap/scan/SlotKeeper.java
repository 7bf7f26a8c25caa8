package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.client.WriteOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings.Tenancy;
import io.mosaik.bootstrap.model.ScanReport.Action;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes a slot and keeps it: writes our record, reads it back, signs it again before it grows old,
 * and notices when somebody else's stands above it. One write and one read at a time. Confined to
 * the core's thread.
 */
final class SlotKeeper {

  /**
   * After a refresh that nobody stored, the next attempt comes after this part of the TTL; ours.
   */
  private static final int RETRIES_PER_TTL = 20;

  /** A write of our own record that is under way. */
  private record Pending(
      long id,
      Action action,
      Slot slot,
      SignedPacket packet,
      PeerAddress says,
      Deadline giveUpAt) {}

  /** A lookup of the held slot that is under way. */
  private record Look(long id, Slot slot, boolean refresh, Deadline giveUpAt) {}

  private final PeerId self;
  private final Tenancy settings;
  private final Duration patience;
  private final Stamps stamps;
  private final Backoff backoff;
  private final PollSchedule schedule;
  private final Outbox outbox;
  private final RandomGenerator random;

  private Optional<PeerAddress> own = Optional.empty();
  private Optional<Held> held = Optional.empty();
  private Optional<Pending> pending = Optional.empty();
  private Optional<Look> look = Optional.empty();
  private final ArrayDeque<Deadline> readBacks = new ArrayDeque<>();
  private Deadline refreshAt = Deadline.NEVER;
  private Optional<Deadline> lastWrite = Optional.empty();
  private Optional<SignedPacket> lastSigned = Optional.empty();
  private Optional<SignedPacket> lastStored = Optional.empty();

  SlotKeeper(
      CoreConfig config,
      Stamps stamps,
      Backoff backoff,
      PollSchedule schedule,
      Outbox outbox,
      RandomGenerator random) {
    this.self = config.self();
    this.settings = config.settings().tenancy();
    this.patience = config.patience();
    this.stamps = stamps;
    this.backoff = backoff;
    this.schedule = schedule;
    this.outbox = outbox;
    this.random = random;
  }

  /** What our records say from now on; empty if there is nothing to say. */
  void own(Optional<PeerAddress> publishable) {
    own = publishable;
  }

  Optional<Held> held() {
    return held;
  }

  /** Whether a record of ours is on its way. */
  boolean isWriting() {
    return pending.isPresent();
  }

  /**
   * Whether our record may be out there though nobody sees it: it spreads slowly, and a second copy
   * elsewhere would help nobody.
   */
  boolean isGuarded(Moment now) {
    return held.flatMap(Held::publishedAt)
        .filter(published -> !published.plus(settings.timeToLive()).hasPassed(now.at()))
        .isPresent();
  }

  boolean refreshIsDue(Moment now) {
    return refreshAt.hasPassed(now.at()) && own.isPresent();
  }

  /**
   * A record of ours was found: that is the slot we hold. Anybody who knows the network can sign
   * one that wants to be refreshed at once, so that it waits for its turn after our last write.
   */
  void adopt(Slot slot, SignedPacket packet, Moment now) {
    Optional<Held> before = held.filter(h -> h.slot().equals(slot));
    if (before.filter(h -> h.packet().equals(packet)).isPresent()) {
      return;
    }
    Deadline since = before.map(Held::since).orElse(now.at());
    held = Optional.of(new Held(slot, packet, since, before.flatMap(Held::publishedAt), true));
    readBacks.clear();
    Duration age = now.ageOf(packet.timestamp());
    Duration left = settings.timeToLive().dividedBy(2).minus(age);
    boolean overdue = left.isNegative() || age.isNegative();
    if (before.isEmpty()) {
      outbox.tell(new BootstrapEvent.SlotConfirmed(slot.index()));
    }
    refreshAt = overdue ? turn(now) : now.at().plus(Jitter.upToAThirdMore(left, random));
  }

  /** When we may write again though nothing of ours was lost. */
  private Deadline turn(Moment now) {
    return lastWrite
        .map(written -> written.plus(retry()))
        .filter(next -> !next.hasPassed(now.at()))
        .orElse(now.at());
  }

  /** Our record is nowhere to be seen and has had its time, or is no more ours. */
  void letGo() {
    held = Optional.empty();
    readBacks.clear();
    refreshAt = Deadline.NEVER;
  }

  /** Writes our record into a slot. */
  void place(
      Action action, Slot slot, Optional<SignedPacket> over, Expectations expected, Moment now) {
    PeerAddress says = own.orElseThrow();
    SignedPacket packet =
        SignedPacket.sign(
            slot.keys(), stamps.above(over, now), PeerRecord.encode(slot.key(), says));
    if (action != Action.REFRESH || !isOurWork(over)) {
      backoff.claimed(now);
    }
    lastWrite = Optional.of(now.at());
    lastSigned = Optional.of(packet);
    long id = outbox.write(slot, packet, expected);
    Deadline giveUpAt = now.at().plus(patience);
    pending = Optional.of(new Pending(id, action, slot, packet, says, giveUpAt));
  }

  /** A write came to its end; whether it was ours. */
  boolean written(long id, WriteOutcome end, Moment now) {
    Optional<Pending> done = pending.filter(p -> p.id() == id);
    pending = done.isPresent() ? Optional.empty() : pending;
    done.ifPresent(
        p -> {
          if (end instanceof WriteOutcome.NotStored notStored) {
            notStored(p, notStored, now);
          } else {
            stored(p, now);
          }
        });
    return done.isPresent();
  }

  /** What a lookup of a slot says about our record there, if that is the slot we hold. */
  void seen(Slot slot, Optional<SignedPacket> packet, boolean conclusive, Moment now) {
    Optional<Held> concerned = held.filter(h -> h.slot().equals(slot));
    if (concerned.isEmpty()) {
      return;
    }
    Held ours = concerned.get();
    if (packet.filter(ours.packet()::equals).isPresent()) {
      confirmed(ours);
    } else if (conclusive && packet.filter(found -> standsAbove(found, ours)).isPresent()) {
      displaced(ours, packet.get(), now);
    } else if (conclusive && ours.confirmed() && !packet.filter(this::isOurs).isPresent()) {
      held = Optional.of(ours.unconfirmed());
      refreshAt = now.at(); // it was there, and those who stored it have lost it
    }
  }

  /** A single lookup came to its end; whether it was ours. */
  boolean read(long id, SlotReading reading, Moment now) {
    Optional<Look> done = look.filter(l -> l.id() == id);
    if (done.isEmpty()) {
      return false;
    }
    look = Optional.empty();
    Slot slot = done.get().slot();
    seen(slot, reading.newest(), reading.conclusive(), now);
    if (done.get().refresh() && pending.isEmpty() && own.isPresent()) {
      held.filter(h -> h.slot().equals(slot)).ifPresent(ours -> refresh(ours, reading, now));
    }
    return true;
  }

  void expire(Moment now) {
    pending
        .filter(p -> p.giveUpAt().hasPassed(now.at()))
        .ifPresent(
            p -> {
              outbox.abandon(p.id());
              written(p.id(), new WriteOutcome.NotStored(Optional.empty(), "no end in time"), now);
            });
    look.filter(l -> l.giveUpAt().hasPassed(now.at()))
        .ifPresent(
            l -> {
              outbox.abandon(l.id());
              read(l.id(), SlotReading.NONE, now);
            });
    held.filter(any -> look.isEmpty() && pending.isEmpty()).ifPresent(ours -> lookIfDue(ours, now));
  }

  Deadline nextDeadline() {
    if (look.isPresent() || pending.isPresent()) {
      return Deadline.min(
          look.map(Look::giveUpAt).orElse(Deadline.NEVER),
          pending.map(Pending::giveUpAt).orElse(Deadline.NEVER));
    }
    Deadline readBack = readBacks.isEmpty() ? Deadline.NEVER : readBacks.peekFirst();
    return Deadline.min(readBack, own.isPresent() ? refreshAt : Deadline.NEVER);
  }

  /** Ends all that is under way, and hands out what is ours to be emptied by {@code vacater}. */
  void leave(Vacater vacater, Moment now) {
    look.ifPresent(l -> outbox.abandon(l.id()));
    pending.ifPresent(
        p -> {
          outbox.abandon(p.id());
          vacate(vacater, p.slot(), p.packet(), now);
        });
    held.filter(h -> pending.filter(p -> p.slot().equals(h.slot())).isEmpty())
        .ifPresent(h -> vacate(vacater, h.slot(), h.packet(), now));
    look = Optional.empty();
    pending = Optional.empty();
    letGo();
  }

  private static void vacate(Vacater vacater, Slot slot, SignedPacket packet, Moment now) {
    vacater.vacate(slot, packet, Expectations.everywhere(packet.timestamp()), "leaving", now);
  }

  private void lookIfDue(Held ours, Moment now) {
    boolean readBack = !readBacks.isEmpty() && readBacks.peekFirst().hasPassed(now.at());
    boolean refresh = refreshIsDue(now);
    if (readBack) {
      readBacks.removeFirst();
    }
    if (readBack || refresh) {
      long id = outbox.read(ours.slot());
      look = Optional.of(new Look(id, ours.slot(), refresh, now.at().plus(patience)));
    }
  }

  /**
   * Signs our record again, unless somebody else's may stand above it. What this process has not
   * signed itself may be the work of somebody who wants us to write: to write over that is a claim.
   */
  private void refresh(Held ours, SlotReading reading, Moment now) {
    Optional<SignedPacket> found = reading.newest();
    if (found.filter(packet -> standsAbove(packet, ours)).isPresent()) {
      refreshAt = now.at().plus(retry());
      return;
    }
    SignedPacket newest = found.filter(p -> p.compareTo(ours.packet()) > 0).orElse(ours.packet());
    if (!isOurWork(Optional.of(newest)) && backoff.objection(now).isPresent()) {
      refreshAt = now.at().plus(retry());
      return;
    }
    Expectations expected = reading.unchangedOr(ours.packet().timestamp());
    place(Action.REFRESH, ours.slot(), Optional.of(newest), expected, now);
  }

  /** Whether this process has signed a packet: the last one, or the last one that was stored. */
  private boolean isOurWork(Optional<SignedPacket> packet) {
    return packet.equals(lastSigned) || packet.equals(lastStored);
  }

  private void stored(Pending done, Moment now) {
    lastStored = Optional.of(done.packet());
    Optional<Held> before = held.filter(h -> h.slot().equals(done.slot()));
    Deadline since = before.map(Held::since).orElse(now.at());
    held = Optional.of(new Held(done.slot(), done.packet(), since, Optional.of(now.at()), false));
    readBacks.clear();
    settings.readBack().forEach(delay -> readBacks.add(now.at().plus(delay)));
    Duration half = settings.timeToLive().dividedBy(2);
    refreshAt = now.at().plus(Jitter.upToAThirdMore(half, random));
    if (done.action() == Action.CLAIM) {
      schedule.claimed(now);
    }
    int slot = done.slot().index();
    outbox.tell(
        done.action() == Action.REFRESH
            ? new BootstrapEvent.SlotRefreshed(slot, done.packet().timestamp())
            : new BootstrapEvent.SlotClaimed(slot, done.packet().timestamp(), done.says()));
  }

  private void notStored(Pending failed, WriteOutcome.NotStored end, Moment now) {
    Duration pause = Duration.ZERO;
    if (failed.action() == Action.REFRESH) {
      readBacks.add(now.at().plus(settings.readBack().get(0))); // who stands there now?
      refreshAt = now.at().plus(retry());
    } else if (isRace(end)) {
      pause = pauseAfterLoss(now);
    }
    outbox.tell(
        new BootstrapEvent.ClaimLost(failed.slot().index(), isRace(end), end.detail(), pause));
  }

  private void confirmed(Held ours) {
    if (!ours.confirmed()) {
      held = Optional.of(ours.asConfirmed());
      outbox.tell(new BootstrapEvent.SlotConfirmed(ours.slot().index()));
    }
  }

  private void displaced(Held ours, SignedPacket by, Moment now) {
    Duration pause = pauseAfterLoss(now);
    letGo();
    outbox.tell(new BootstrapEvent.SlotDisplaced(ours.slot().index(), peerIn(by), pause));
  }

  private Duration pauseAfterLoss(Moment now) {
    Duration pause = backoff.lost(held.map(Held::since), now);
    schedule.notLaterThan(backoff.pauseUntil());
    return pause;
  }

  private static boolean isRace(WriteOutcome.NotStored end) {
    return end.reason().filter(DhtException.Reason::isConcurrency).isPresent();
  }

  private Duration retry() {
    return Jitter.upToAThirdMore(settings.timeToLive().dividedBy(RETRIES_PER_TTL), random);
  }

  /**
   * Whether another's packet takes the place of ours. One with the same timestamp does: nodes of
   * Rust's mosaik 0.4 write those, and a lookup that is conclusive would have shown ours if it were
   * still there.
   */
  private boolean standsAbove(SignedPacket found, Held ours) {
    return !isOurs(found) && found.timestamp().compareTo(ours.packet().timestamp()) >= 0;
  }

  private boolean isOurs(SignedPacket packet) {
    return !Stamps.isPoisoned(packet.timestamp())
        && peerIn(packet).filter(self::equals).isPresent();
  }

  private static Optional<PeerId> peerIn(SignedPacket packet) {
    return PeerRecord.decode(packet) instanceof SlotContent.Peer peer
        ? Optional.of(peer.address().id())
        : Optional.empty();
  }
}
