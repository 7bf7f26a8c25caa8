package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.bootstrap.record.SlotContent;
import java.util.Optional;

/**
 * From what was seen in a slot to the verdict. The rule behind all of it: a node that cannot hear,
 * or whose own path is broken, never calls anybody dead. Pure functions.
 */
final class Verdicts {

  /**
   * What a slot of ours is compared with.
   *
   * @param publishable who we are, with the addresses that a record of ours can carry
   * @param stored our own packet in the slot, as far as we know
   */
  record Ours(PeerAddress publishable, Optional<SignedPacket> stored) {}

  private Verdicts() {}

  /**
   * Judges a slot when its scan is over.
   *
   * @param seen the slot
   * @param ours what we would have there
   * @param ownPathWorks whether our own path was seen working in this scan
   */
  static SlotFinding judge(SlotScan seen, Ours ours, boolean ownPathWorks) {
    Optional<SignedPacket> packet = seen.packet();
    if (packet.isEmpty()) {
      return seen.reading().conclusive()
          ? new SlotFinding(seen, Verdict.EMPTY, "nothing stored, say " + heard(seen))
          : unknown(seen, "nothing found, but only " + heard(seen));
    }
    Optional<PingOutcome> ping = seen.ping().flatMap(PingTicket::outcome);
    if (ping.isPresent() && ping.get() instanceof PingOutcome.Healthy) {
      return new SlotFinding(seen, Verdict.HEALTHY, "answered the ping");
    }
    if (ping.isPresent() && ping.get() instanceof PingOutcome.AliveUnknownVersion alive) {
      return new SlotFinding(seen, Verdict.ALIVE, "speaks unknown version " + alive.version());
    }
    if (Stamps.isPoisoned(packet.get().timestamp())) {
      return new SlotFinding(
          seen, Verdict.POISONED, "timestamp " + packet.get().timestamp() + " cannot be topped");
    }
    return judgeContent(seen, packet.get(), ours, ownPathWorks);
  }

  /** Whether we have no way to ask a peer, or not every way that it may be listening on. */
  static boolean isBeyondReach(PingTicket ticket) {
    return ticket.outcome().isPresent()
        && ticket.outcome().get() instanceof PingOutcome.Failed failed
        && (failed.reason() == PingOutcome.Reason.NO_PATH
            || failed.reason().isAttributableToPeer() && ticket.hasOtherPaths());
  }

  private static SlotFinding judgeContent(
      SlotScan seen, SignedPacket packet, Ours ours, boolean ownPathWorks) {
    SlotContent content = seen.content().orElseThrow();
    if (content instanceof SlotContent.Peer peer) {
      return peer.address().id().equals(ours.publishable().id())
          ? judgeOurs(seen, packet, peer.address(), ours)
          : judgeSilent(seen, ownPathWorks);
    }
    if (!seen.reading().conclusive()) {
      return unknown(seen, "no peer record, but only " + heard(seen));
    }
    return content instanceof SlotContent.Malformed malformed
        ? new SlotFinding(seen, Verdict.MALFORMED, malformed.why())
        : new SlotFinding(seen, Verdict.EMPTY, "vacated by its owner");
  }

  private static SlotFinding judgeOurs(
      SlotScan seen, SignedPacket packet, PeerAddress found, Ours ours) {
    if (ours.stored().filter(stored -> packet.compareTo(stored) < 0).isPresent()) {
      return new SlotFinding(
          seen, Verdict.OURS, "an older record of ours: the newer one has not spread yet");
    }
    if (found.equals(ours.publishable())) {
      return new SlotFinding(seen, Verdict.OURS, "our record");
    }
    return seen.reading().conclusive()
        ? new SlotFinding(seen, Verdict.STALE, "our record, with other addresses")
        : unknown(seen, "our record with other addresses, but only " + heard(seen));
  }

  /** A stranger that did not answer. Its slot is taken only if that is its own doing. */
  private static SlotFinding judgeSilent(SlotScan seen, boolean ownPathWorks) {
    PingTicket ticket = seen.ping().orElseThrow();
    PingOutcome.Failed failed = (PingOutcome.Failed) ticket.outcome().orElseThrow();
    String why = failed.reason() + ": " + failed.detail();
    if (!seen.reading().conclusive()) {
      return unknown(seen, why + "; and only " + heard(seen));
    }
    if (failed.reason() == PingOutcome.Reason.NO_PATH) {
      return new SlotFinding(seen, Verdict.UNREACHABLE, why);
    }
    if (!failed.reason().isAttributableToPeer()) {
      return new SlotFinding(seen, Verdict.UNVERIFIABLE, why);
    }
    if (ticket.hasOtherPaths()) {
      return new SlotFinding(seen, Verdict.UNREACHABLE, why + "; no pinger speaks its other paths");
    }
    if (!ticket.allSilent()) {
      return new SlotFinding(seen, Verdict.UNVERIFIABLE, why + "; other addresses have their turn");
    }
    return ownPathWorks
        ? new SlotFinding(seen, Verdict.DEAD, why)
        : new SlotFinding(
            seen, Verdict.UNVERIFIABLE, why + "; but nothing shows that our own path works");
  }

  private static SlotFinding unknown(SlotScan seen, String why) {
    return new SlotFinding(seen, Verdict.UNKNOWN, why);
  }

  private static String heard(SlotScan seen) {
    return seen.reading().answered() + " of " + seen.reading().asked() + " nodes";
  }
}
