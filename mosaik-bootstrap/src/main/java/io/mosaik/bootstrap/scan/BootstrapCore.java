package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.TimestampSource;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressGuard;
import io.mosaik.bootstrap.client.WriteOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ClientReport;
import io.mosaik.bootstrap.model.KnownPeer;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.ScanReport.Decision;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.bootstrap.record.PeerRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The mechanism of one node. Told what happened and what time it is, it says what to do next: fetch
 * that with {@link #pollCommand} after every call, then sleep until {@link #nextDeadline} and call
 * {@link #expire}.
 *
 * <p>Confined to its caller's thread; reads no clock, opens no socket, owns no thread.
 */
public final class BootstrapCore {

  private enum State {
    NEW,
    RUNNING,
    LEAVING,
    LEFT
  }

  private final CoreConfig config;
  private final RandomGenerator random;
  private final Outbox outbox = new Outbox();
  private final PollSchedule schedule;
  private final PingDesk desk;
  private final MetPeers metPeers;
  private final PeerMonitor monitor;
  private final SlotKeeper keeper;
  private final Vacater vacater;
  private final Decider decider;
  private final Set<PeerAddress> unproven = HandOver.newMemory();
  private final ClockWatch clocks = new ClockWatch();

  private State state = State.NEW;
  private long scans;
  private Optional<Scan> scan = Optional.empty();
  private HandOver handOver;
  private PeerAddress publishable;
  private OptionalInt neighbors = OptionalInt.empty();
  private int healthyPeers;
  private List<String> remarks = List.of();
  private List<ClientReport> clients = List.of();
  private Deadline leaveBy = Deadline.NEVER;

  /**
   * Makes a core that waits to be started.
   *
   * @param config what it is told once
   * @param timestamps where the timestamps of our packets come from
   * @param random source of chance
   */
  public BootstrapCore(CoreConfig config, TimestampSource timestamps, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.schedule = new PollSchedule(config.settings().polling(), random);
    this.desk = new PingDesk(config, new AddressGuard(config.limits()), outbox);
    this.metPeers = new MetPeers(config.self(), desk, outbox);
    this.monitor =
        new PeerMonitor(
            desk, schedule, outbox, config.settings().pinging().parallel(), this::forget);
    Stamps stamps = new Stamps(timestamps, random);
    Backoff backoff = new Backoff(config.settings().claiming(), random);
    this.keeper = new SlotKeeper(config, stamps, backoff, schedule, outbox, random);
    this.vacater = new Vacater(stamps, outbox, config.patience());
    this.decider = new Decider(config, keeper, vacater, backoff, random);
    this.handOver = newHandOver();
    this.publishable = PeerAddress.of(config.self());
  }

  /**
   * Begins with the first scan, at once.
   *
   * @param now the present
   */
  public void start(Moment now) {
    if (state == State.NEW) {
      state = State.RUNNING;
      if (config.reaches().isEmpty() && config.pinging()) {
        outbox.warnOnce(
            Outbox.Trouble.NO_PINGER,
            "no PeerPinger is installed or given: peers cannot be asked whether they are alive. They"
                + " are handed on UNVERIFIED, as their records say, and no slot is ever taken from"
                + " a dead one. io.mosaik:mosaik-transport-quic would provide one");
      }
      schedule.now(now);
      expire(now);
    }
  }

  /**
   * Takes in how the node is placed in the world. To be called before {@link #start}, and whenever
   * something may have changed.
   *
   * @param own who we are and where we may be reached
   * @param connected how many peers the application is connected to, if it knows
   * @param now the present
   */
  public void surroundings(PeerAddress own, OptionalInt connected, Moment now) {
    PeerAddress before = publishable;
    boolean wasLonely = isLonely();
    publishable = PeerRecord.publishable(own);
    neighbors = connected;
    desk.ownAddresses(own.addresses());
    keeper.own(hasAddress() ? Optional.of(publishable) : Optional.empty());
    boolean moved = !publishable.equals(before);
    if (state == State.RUNNING && (moved || !wasLonely && isLonely())) {
      schedule.wake(now);
    }
  }

  /**
   * Takes in whether the peers of this node may be on its own host, so that their loopback
   * addresses are dialled. To be called before {@link #start}, and whenever it may have changed.
   *
   * @param isOnLoopback whether this node is itself reached at a loopback address
   */
  public void onLoopback(boolean isOnLoopback) {
    desk.onLoopback(isOnLoopback);
  }

  /**
   * What an operator should read in every report from now on.
   *
   * @param lines one line per fault of a provider
   */
  public void remarks(List<String> lines) {
    remarks = List.copyOf(lines);
  }

  /**
   * How well the clients could be reached until now.
   *
   * @param reports one for each client
   */
  public void clients(List<ClientReport> reports) {
    clients = List.copyOf(reports);
  }

  /**
   * A lookup found a packet and goes on.
   *
   * @param readId of the lookup
   * @param packet what it found
   * @param now the present
   */
  public void foundEarly(long readId, SignedPacket packet, Moment now) {
    scan.ifPresent(running -> running.early(readId, packet, now));
    progress(now);
  }

  /**
   * A lookup is over.
   *
   * @param readId of the lookup
   * @param reading what it found
   * @param now the present
   */
  public void readEnded(long readId, SlotReading reading, Moment now) {
    boolean mine = scan.map(running -> running.read(readId, reading, now)).orElse(false);
    if (!mine) {
      keeper.read(readId, reading, now);
    }
    progress(now);
  }

  /**
   * Notes that datagrams came back from addresses: they are no third party's that a record may make
   * us bother.
   *
   * @param addresses those addresses
   */
  public void heardFrom(Collection<? extends TransportAddress> addresses) {
    desk.heardFrom(addresses);
  }

  /**
   * A ping is over.
   *
   * @param pingId of the ping
   * @param outcome how it ended
   * @param now the present
   */
  public void pingEnded(long pingId, PingOutcome outcome, Moment now) {
    clocks.heard(outcome, now);
    desk.ended(pingId, outcome, now);
    progress(now);
  }

  /**
   * A write is over.
   *
   * @param writeId of the write
   * @param end how it ended
   * @param now the present
   */
  public void writeEnded(long writeId, WriteOutcome end, Moment now) {
    if (!keeper.written(writeId, end, now)) {
      vacater.written(writeId, end);
    }
    progress(now);
  }

  /**
   * A peer pinged us and proved who it is.
   *
   * @param peer who, and where it came from
   * @param now the present
   */
  public void met(PeerAddress peer, Moment now) {
    if (state == State.RUNNING) {
      scan.ifPresent(Scan::metSomebody);
      monitor.met(peer.id(), now);
      metPeers.met(peer, handOver, now);
    }
  }

  /**
   * Somebody wants the slots to be looked at now.
   *
   * @param now the present
   */
  public void scanNow(Moment now) {
    if (state == State.RUNNING) {
      schedule.now(now);
      expire(now);
    }
  }

  /**
   * Ends the mechanism: empties our slot, as far as that goes in time, and then sends {@link
   * Command.Left}.
   *
   * @param now the present
   */
  public void leave(Moment now) {
    if (state == State.RUNNING || state == State.NEW) {
      state = State.LEAVING;
      scan.ifPresent(Scan::abandon);
      scan = Optional.empty();
      desk.abandonAll();
      leaveBy = now.at().plus(config.settings().tenancy().leaveTimeout());
      keeper.leave(vacater, now);
      progress(now);
    }
  }

  /**
   * Time has passed.
   *
   * @param now the present
   */
  public void expire(Moment now) {
    vacater.expire(now);
    if (state == State.RUNNING) {
      scan.ifPresent(running -> running.expire(now));
      desk.expire(now);
      keeper.expire(now);
      if (scan.isEmpty() && schedule.next().hasPassed(now.at())) {
        beginScan(now);
      }
    }
    progress(now);
  }

  /**
   * When {@link #expire} wants to be called next.
   *
   * @return that time, or {@link Deadline#NEVER}
   */
  public Deadline nextDeadline() {
    if (state == State.LEAVING) {
      return leaveBy;
    }
    if (state != State.RUNNING) {
      return Deadline.NEVER;
    }
    Deadline next = scan.map(Scan::nextDeadline).orElse(schedule.next());
    next = Deadline.min(next, desk.nextDeadline());
    next = Deadline.min(next, keeper.nextDeadline());
    return Deadline.min(next, vacater.nextDeadline());
  }

  /**
   * What is to be done next.
   *
   * @return a command, or empty if there is none left
   */
  public Optional<Command> pollCommand() {
    return outbox.poll();
  }

  /**
   * The slot that we hold.
   *
   * @return its index, or empty
   */
  public OptionalInt heldSlot() {
    return keeper
        .held()
        .map(held -> OptionalInt.of(held.slot().index()))
        .orElse(OptionalInt.empty());
  }

  /**
   * Returns the live view of peers.
   *
   * @return an immutable list, empty once the core has left
   */
  public List<KnownPeer> peers() {
    return state == State.LEFT ? List.of() : monitor.peers();
  }

  private void beginScan(Moment now) {
    schedule.scanStarted();
    clocks.scanStarted();
    monitor.scanStarted();
    handOver = newHandOver();
    scan = Optional.of(new Scan(++scans, config, desk, handOver, outbox, random, now));
    if (!config.readOnly() && !hasAddress()) {
      outbox.warnOnce(
          Outbox.Trouble.NO_ADDRESS,
          "no address of ours is known: peers are looked for, but no slot is claimed, so nobody"
              + " finds us. Configure an address, or install a pinger that listens on one");
    }
  }

  private void progress(Moment now) {
    if (state == State.RUNNING && scan.filter(Scan::isOver).isPresent()) {
      endScan(scan.orElseThrow(), now);
    } else if (state == State.LEAVING && (vacater.isIdle() || leaveBy.hasPassed(now.at()))) {
      state = State.LEFT;
      outbox.left();
    }
  }

  private void endScan(Scan over, Moment now) {
    scan = Optional.empty();
    desk.scanEnded();
    List<SlotFinding> findings =
        over.slots().stream()
            .map(slot -> Verdicts.judge(slot, oursIn(slot), over.ownPathWorks()))
            .toList();
    List<Decision> decisions = decider.decide(findings, hasAddress(), now);
    healthyPeers =
        (int)
            findings.stream()
                .filter(slot -> slot.verdict() == Verdict.HEALTHY)
                .map(SlotFinding::peer)
                .distinct()
                .count();
    schedule.scanEnded(pollOutcome(findings), over.age(now), now);
    schedule.notLaterThan(decider.nextCandidateAt());
    monitor.scanEnded(findings, over.ownPathWorks(), handOver, now);
    outbox.tell(new BootstrapEvent.ScanFinished(report(over, findings, decisions, now)));
  }

  private ScanReport report(
      Scan over, List<SlotFinding> findings, List<Decision> decisions, Moment now) {
    List<SlotReport> slots = findings.stream().map(SlotFinding::toReport).toList();
    List<String> notes = new ArrayList<>(remarks);
    clocks
        .objection()
        .ifPresent(
            objection -> {
              notes.add(objection);
              outbox.warnOnce(Outbox.Trouble.CLOCKS_DIFFER, objection);
            });
    return new ScanReport(
        config.chain().network(),
        over.number(),
        over.started().date(),
        over.age(now),
        slots,
        decisions,
        clients,
        notes);
  }

  private Verdicts.Ours oursIn(SlotScan slot) {
    return new Verdicts.Ours(
        publishable,
        keeper.held().filter(held -> held.slot().equals(slot.slot())).map(Held::packet));
  }

  private boolean hasAddress() {
    return !publishable.addresses().isEmpty();
  }

  /** A peer that left the view is news when it comes back. */
  private void forget(PeerId lost) {
    metPeers.forget(lost);
    unproven.removeIf(record -> record.id().equals(lost));
  }

  private PollSchedule.Outcome pollOutcome(List<SlotFinding> findings) {
    if (decider.isOutsideWithCandidateInSight()) {
      return PollSchedule.Outcome.LONELY;
    }
    if (!isLonely()) {
      return PollSchedule.Outcome.CONNECTED;
    }
    boolean outside = keeper.held().isEmpty() && !keeper.isWriting();
    boolean allKnown = findings.stream().noneMatch(slot -> slot.verdict() == Verdict.UNKNOWN);
    return outside && allKnown ? PollSchedule.Outcome.BARREN : PollSchedule.Outcome.LONELY;
  }

  private boolean isLonely() {
    return neighbors.orElse(healthyPeers) == 0;
  }

  private HandOver newHandOver() {
    return new HandOver(
        desk, outbox, monitor.table(), config.settings().tenancy().timeToLive(), unproven);
  }
}
