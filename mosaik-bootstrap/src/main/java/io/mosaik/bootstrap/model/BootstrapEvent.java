package io.mosaik.bootstrap.model;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.Timestamp;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What happens to a node, in the order in which it happens.
 *
 * <p>Implementations are immutable.
 */
public sealed interface BootstrapEvent {

  /**
   * A peer proved by a ping that it is alive and who it is. Once per scan and peer.
   *
   * @param address who, and where as its entry says
   * @param slot where its record was found; empty if the peer found us
   * @param entry what it says about itself
   * @param roundTrip how far away it is
   */
  record PeerDiscovered(
      PeerAddress address, OptionalInt slot, SignedPeerEntry entry, Duration roundTrip)
      implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public PeerDiscovered {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(slot, "slot");
      Objects.requireNonNull(entry, "entry");
      Objects.requireNonNull(roundTrip, "roundTrip");
    }
  }

  /**
   * A record of a peer was found that nothing here could ask. Anybody who knows the network's name
   * could have written it. Once per scan and peer.
   *
   * @param address who and where, as the record says
   * @param slot where the record was found
   * @param timestamp when the record says it was signed
   */
  record UnverifiedPeerDiscovered(PeerAddress address, int slot, Timestamp timestamp)
      implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public UnverifiedPeerDiscovered {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }

  /**
   * A peer pinged us, proved who it is, and was answered. Told at most 64 times a minute.
   *
   * @param address who, and where it came from
   */
  record PeerMet(PeerAddress address) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public PeerMet {
      Objects.requireNonNull(address, "address");
    }
  }

  /**
   * A peer entered the live view of peers. Follows the {@link PeerDiscovered} or {@link
   * UnverifiedPeerDiscovered} event that made it known, and is not repeated while the peer stays.
   *
   * @param peer the new peer
   */
  record PeerAdded(KnownPeer peer) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public PeerAdded {
      Objects.requireNonNull(peer, "peer");
    }
  }

  /**
   * A peer of the live view changed: other addresses, another slot, a restarted process, or its
   * first answer to a ping.
   *
   * @param before the peer until now
   * @param peer the same peer from now on
   */
  record PeerUpdated(KnownPeer before, KnownPeer peer) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public PeerUpdated {
      Objects.requireNonNull(before, "before");
      Objects.requireNonNull(peer, "peer");
    }
  }

  /**
   * A peer left the live view of peers. Failed pings count only if this node's own network path was
   * seen working in the same scan, and two scans in a row must agree.
   *
   * @param peer the peer as it was last known
   * @param reason why it is considered lost
   * @param detail what was observed, for people
   */
  record PeerLost(KnownPeer peer, LossReason reason, String detail) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public PeerLost {
      Objects.requireNonNull(peer, "peer");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /** Why a peer left the live view. */
  enum LossReason {
    /** It did not answer pings. */
    SILENT,
    /** It, or its host, refused connections. */
    REFUSED,
    /** Another identity answered at its addresses. */
    WRONG_IDENTITY,
    /** It belongs to another network now. */
    WRONG_NETWORK,
    /** Its answers were invalid. */
    MALFORMED,
    /** The record of an unverified peer was replaced, vacated, or expired. */
    RECORD_GONE,
    /** The view was full, and this peer had shown no sign of life for the longest time. */
    EVICTED
  }

  /**
   * A look at all slots is over.
   *
   * @param report what was seen and decided
   */
  record ScanFinished(ScanReport report) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public ScanFinished {
      Objects.requireNonNull(report, "report");
    }
  }

  /**
   * Our record was stored in a slot, newly or with other addresses.
   *
   * @param slot where
   * @param timestamp of our record
   * @param address what it says
   */
  record SlotClaimed(int slot, Timestamp timestamp, PeerAddress address) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public SlotClaimed {
      Objects.requireNonNull(timestamp, "timestamp");
      Objects.requireNonNull(address, "address");
    }
  }

  /**
   * Our record was read back after it had been stored, or one of an earlier process with our key
   * was found: the slot is ours.
   *
   * @param slot where
   */
  record SlotConfirmed(int slot) implements BootstrapEvent {}

  /**
   * Our record was stored again, unchanged but for its timestamp.
   *
   * @param slot where
   * @param timestamp of the new record
   */
  record SlotRefreshed(int slot, Timestamp timestamp) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public SlotRefreshed {
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }

  /**
   * Our record could not be stored.
   *
   * @param slot where
   * @param race whether somebody else was faster
   * @param why the reason, for people
   * @param pause how long no slot will be claimed; zero if it was no race
   */
  record ClaimLost(int slot, boolean race, String why, Duration pause) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public ClaimLost {
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(pause, "pause");
    }
  }

  /**
   * Somebody else's record took the place of ours.
   *
   * @param slot where
   * @param by whose record it is, if it is a peer record
   * @param pause how long no slot will be claimed
   */
  record SlotDisplaced(int slot, Optional<PeerId> by, Duration pause) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public SlotDisplaced {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(pause, "pause");
    }
  }

  /**
   * A record of ours was emptied.
   *
   * @param slot where
   * @param why the reason, for people
   */
  record SlotVacated(int slot, String why) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public SlotVacated {
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * Something that an operator should look at. Each is told once, not once per scan.
   *
   * @param message what is wrong and what could be done
   */
  record Warning(String message) implements BootstrapEvent {

    /** Checks that nothing is missing. */
    public Warning {
      Objects.requireNonNull(message, "message");
    }
  }
}
