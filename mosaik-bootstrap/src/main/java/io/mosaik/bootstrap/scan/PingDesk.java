package io.mosaik.bootstrap.scan;

import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressGuard;
import io.mosaik.bootstrap.address.Admission;
import io.mosaik.bootstrap.address.DialOrigin;
import io.mosaik.bootstrap.model.BootstrapSettings.Pinging;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Where pings are asked for: so many at a time, within the budgets of the {@link AddressGuard},
 * each with an end even if the pinger forgets it. Checks that who answered is who was asked.
 * Confined to the core's thread.
 */
final class PingDesk {

  private record Flight(PingTicket ticket, boolean early, Deadline giveUpAt) {}

  private final NetworkId network;
  private final Pinging settings;
  private final Set<TransportAddress.Kind> reaches;
  private final AddressGuard guard;
  private final Outbox outbox;

  private final SilentAddresses silent = new SilentAddresses();
  private final Queue<PingTicket> waiting = new ArrayDeque<>();
  private final Queue<PingTicket> waitingEarly = new ArrayDeque<>();
  private final Map<Long, Flight> flying = new LinkedHashMap<>();
  private SortedSet<TransportAddress> own = new TreeSet<>();

  PingDesk(CoreConfig config, AddressGuard guard, Outbox outbox) {
    this.network = config.chain().network();
    this.settings = config.settings().pinging();
    this.reaches = config.reaches();
    this.guard = guard;
    this.outbox = outbox;
  }

  void ownAddresses(SortedSet<TransportAddress> addresses) {
    own = addresses;
  }

  void onLoopback(boolean isOnLoopback) {
    guard.onLoopback(isOnLoopback);
  }

  /** The part of an address that one may speak of at all. */
  PeerAddress permitted(PeerAddress stranger) {
    return guard.permitted(stranger, own);
  }

  /** Whether one more peer of a neighbourhood may be handed on in this scan. */
  boolean mayHandOn(PeerAddress dialled) {
    return guard.mayHandOn(dialled);
  }

  void scanStarted() {
    guard.scanStarted();
  }

  void scanEnded() {
    silent.forgetUnseen();
  }

  /** Notes that datagrams came back from addresses. */
  void heardFrom(Collection<? extends TransportAddress> addresses) {
    guard.heardFrom(addresses);
  }

  /**
   * Notes that a peer proved who it is by pinging us: its earlier silence says nothing any more.
   */
  void met(PeerAddress peer) {
    guard.heardFrom(peer.addresses());
    silent.spoke(peer.id());
  }

  /** Notes the timestamp of a record: one that was written anew is asked anew. */
  void recordSeen(PeerAddress record, Timestamp timestamp) {
    silent.seen(record, timestamp);
  }

  /**
   * Asks whether a peer is alive. The ticket may be done at once, namely if nothing can be dialled;
   * otherwise {@code whenDone} hears of its end. What the lookup of a slot ends with does not wait
   * for older versions, which have half of the places only.
   */
  PingTicket ask(
      PeerAddress record, DialOrigin origin, Moment now, BiConsumer<PingTicket, Moment> whenDone) {
    PeerAddress turn = silent.untried(record, guard.considered(record, silent.round(record)));
    Deadline nextAt = silent.nextAt(record);
    if (!nextAt.hasPassed(now.at()) && guard.isLimited(record)) {
      String wait = "asked again in " + now.at().until(nextAt).toSeconds() + " s";
      return PingTicket.remembered(
          record,
          new Admission(PeerAddress.of(record.id()), List.of()),
          silent.remembered(record, now).orElseGet(() -> local("silent so far, " + wait)));
    }
    Admission admission = guard.admit(turn, origin, reaches, own, now.at());
    if (admission.dial().addresses().isEmpty()) {
      Optional<PingOutcome.Failed> remembered = silent.remembered(record, now);
      return admission.isOverBudget() && remembered.isPresent()
          ? PingTicket.remembered(record, admission, remembered.get())
          : PingTicket.answered(record, admission, notDialled(admission));
    }
    PingTicket ticket = new PingTicket(record, admission, whenDone);
    (origin.last() ? waiting : waitingEarly).add(ticket);
    launch(now);
    return ticket;
  }

  /** Lets a ping of an early version, if it still waits, go before those of others. */
  void hasten(PingTicket ticket, Moment now) {
    if (waitingEarly.remove(ticket)) {
      waiting.add(ticket);
      launch(now);
    }
  }

  void ended(long id, PingOutcome outcome, Moment now) {
    Flight flight = flying.remove(id);
    if (flight != null) {
      settle(flight.ticket(), checked(flight.ticket().record(), outcome), now);
      launch(now);
    }
  }

  /** Ends pings whose pinger hangs. */
  void expire(Moment now) {
    for (Map.Entry<Long, Flight> entry : Map.copyOf(flying).entrySet()) {
      if (entry.getValue().giveUpAt().hasPassed(now.at())) {
        outbox.abandon(entry.getKey());
        ended(entry.getKey(), local("the pinger did not come back in time"), now);
      }
    }
  }

  Deadline nextDeadline() {
    return flying.values().stream().map(Flight::giveUpAt).reduce(Deadline.NEVER, Deadline::min);
  }

  void abandonAll() {
    waiting.clear();
    waitingEarly.clear();
    flying.keySet().forEach(outbox::abandon);
    flying.clear();
  }

  private void launch(Moment now) {
    while (flying.size() < settings.parallel() && !waiting.isEmpty()) {
      start(waiting.remove(), false, now);
    }
    int mostEarly = Math.max(1, settings.parallel() / 2);
    long early = flying.values().stream().filter(Flight::early).count();
    for (; early < mostEarly && flying.size() < settings.parallel(); early++) {
      if (waitingEarly.isEmpty()) {
        return;
      }
      start(waitingEarly.remove(), true, now);
    }
  }

  private void start(PingTicket ticket, boolean early, Moment now) {
    long id = outbox.ping(ticket.dialled(), settings.timeout());
    Deadline giveUpAt = now.at().plus(settings.timeout()).plus(CoreConfig.GRACE);
    flying.put(id, new Flight(ticket, early, giveUpAt));
  }

  private void settle(PingTicket ticket, PingOutcome outcome, Moment now) {
    boolean allSilent = false;
    if (!(outcome instanceof PingOutcome.Failed failed)
        || failed.reason() == PingOutcome.Reason.BUSY) { // it was there to say so
      silent.spoke(ticket.record());
    } else if (failed.reason().isAttributableToPeer()) {
      allSilent =
          silent.staySilent(
              ticket.record(), ticket.dialled().addresses(), ticket.wasCutShort(), failed, now);
    }
    ticket.settle(outcome, allSilent, now);
  }

  /** Believes a pinger that somebody is alive only if it is the peer that was asked for. */
  private PingOutcome checked(PeerAddress asked, PingOutcome outcome) {
    if (outcome instanceof PingOutcome.Healthy healthy) {
      if (!healthy.entry().entry().id().equals(asked.id())) {
        return new PingOutcome.Failed(
            PingOutcome.Reason.WRONG_IDENTITY,
            "the entry is that of " + healthy.entry().entry().id().toShortHex());
      }
      if (!healthy.entry().entry().network().equals(network)) {
        return new PingOutcome.Failed(
            PingOutcome.Reason.WRONG_NETWORK,
            "the entry is of network " + healthy.entry().entry().network());
      }
    }
    if (outcome instanceof PingOutcome.AliveUnknownVersion alive
        && !alive.id().equals(asked.id())) {
      return new PingOutcome.Failed(
          PingOutcome.Reason.WRONG_IDENTITY, "the answer is that of " + alive.id().toShortHex());
    }
    return outcome;
  }

  private PingOutcome.Failed notDialled(Admission admission) {
    if (reaches.isEmpty()) {
      return new PingOutcome.Failed(PingOutcome.Reason.NO_PATH, "there is no pinger");
    }
    return admission.isOverBudget()
        ? local("too many handshakes this minute: " + admission.refused())
        : new PingOutcome.Failed(
            PingOutcome.Reason.NO_PATH,
            admission.refused().isEmpty()
                ? "the record has no address"
                : "no address may be dialled: " + admission.refused());
  }

  private static PingOutcome.Failed local(String detail) {
    return new PingOutcome.Failed(PingOutcome.Reason.LOCAL_FAILURE, detail);
  }
}
