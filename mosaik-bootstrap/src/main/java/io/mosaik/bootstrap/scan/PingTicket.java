package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.address.Admission;
import java.util.Optional;
import java.util.function.BiConsumer;

/** One question whether a peer is alive, and its answer. Confined to the core's thread. */
final class PingTicket {

  private final PeerAddress record;
  private final Admission admission;
  private final BiConsumer<PingTicket, Moment> whenDone;
  private Optional<PingOutcome> outcome = Optional.empty();
  private boolean allSilent;

  /** A question that is to be asked; {@code whenDone} is called once, later. */
  PingTicket(PeerAddress record, Admission admission, BiConsumer<PingTicket, Moment> whenDone) {
    this.record = record;
    this.admission = admission;
    this.whenDone = whenDone;
  }

  /** A question that answers itself. */
  static PingTicket answered(PeerAddress record, Admission admission, PingOutcome.Failed outcome) {
    PingTicket ticket = new PingTicket(record, admission, (done, at) -> {});
    ticket.outcome = Optional.of(outcome);
    return ticket;
  }

  /** A question that was answered a short while ago, by the silence of all addresses. */
  static PingTicket remembered(
      PeerAddress record, Admission admission, PingOutcome.Failed outcome) {
    PingTicket ticket = answered(record, admission, outcome);
    ticket.allSilent = true;
    return ticket;
  }

  /** Who is asked, with the addresses in the record. */
  PeerAddress record() {
    return record;
  }

  /** Who is asked, with the addresses that are dialled. */
  PeerAddress dialled() {
    return admission.dial();
  }

  Optional<PingOutcome> outcome() {
    return outcome;
  }

  boolean isDone() {
    return outcome.isPresent();
  }

  /**
   * Whether the peer may be listening where we did not ask, because no pinger of ours speaks such
   * addresses. Most peers of Rust's mosaik have a relay, and some have nothing else that works.
   */
  boolean hasOtherPaths() {
    return has(Admission.Reason.NO_PINGER);
  }

  /** Whether every address of the record that could be dialled has stayed silent by now. */
  boolean allSilent() {
    return allSilent;
  }

  /** Whether an exchange with the peer proved that our own path works. */
  boolean provesOwnPath() {
    return outcome.map(PingTicket::wasAuthenticated).orElse(false);
  }

  /** Whether nothing was dialled, only because budgets did not allow it. */
  boolean wasRefused() {
    return dialled().addresses().isEmpty() && admission.isOverBudget();
  }

  /** Whether addresses that might have answered were left out for being too many. */
  boolean wasCutShort() {
    return has(Admission.Reason.TOO_MANY) || has(Admission.Reason.OVER_BUDGET);
  }

  void settle(PingOutcome end, boolean everyAddressSilent, Moment now) {
    outcome = Optional.of(end);
    allSilent = everyAddressSilent;
    whenDone.accept(this, now);
  }

  private boolean has(Admission.Reason reason) {
    return admission.refused().stream().anyMatch(refusal -> refusal.reason() == reason);
  }

  /** The handshake proves the way there and back, whatever the peer says afterwards. */
  private static boolean wasAuthenticated(PingOutcome outcome) {
    return !(outcome instanceof PingOutcome.Failed failed)
        || failed.reason() == PingOutcome.Reason.BUSY
        || failed.reason() == PingOutcome.Reason.WRONG_IDENTITY
        || failed.reason() == PingOutcome.Reason.WRONG_NETWORK
        || failed.reason() == PingOutcome.Reason.MALFORMED;
  }
}
