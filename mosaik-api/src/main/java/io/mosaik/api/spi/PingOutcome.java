package io.mosaik.api.spi;

import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import java.time.Duration;
import java.util.Objects;

/**
 * How a ping ended.
 *
 * <p>Immutable.
 */
public sealed interface PingOutcome {

  /**
   * The peer is alive, is who we asked for, and belongs to our network.
   *
   * @param entry what it says about itself
   * @param roundTrip the smoothed round-trip time of the path
   */
  record Healthy(SignedPeerEntry entry, Duration roundTrip) implements PingOutcome {

    /** Checks that nothing is missing. */
    public Healthy {
      Objects.requireNonNull(entry, "entry");
      Objects.requireNonNull(roundTrip, "roundTrip");
    }
  }

  /**
   * The peer is alive and is who we asked for, but speaks a version newer than the ones we know.
   *
   * @param id who it is
   * @param version what it speaks
   * @param roundTrip the smoothed round-trip time of the path
   */
  record AliveUnknownVersion(PeerId id, String version, Duration roundTrip) implements PingOutcome {

    /** Checks that nothing is missing. */
    public AliveUnknownVersion {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(roundTrip, "roundTrip");
    }
  }

  /**
   * The peer could not be shown to be alive.
   *
   * @param reason why
   * @param detail what happened, for people
   */
  record Failed(Reason reason, String detail) implements PingOutcome {

    /** Checks that nothing is missing. */
    public Failed {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /** Why a ping failed. */
  enum Reason {
    /** Nothing came back in time. */
    SILENT,
    /** The peer, or its host, refused. */
    REFUSED,
    /** Somebody else answered. */
    WRONG_IDENTITY,
    /** The peer belongs to another network. */
    WRONG_NETWORK,
    /** What came back was no valid entry. */
    MALFORMED,
    /** The peer is alive and is who we asked for, but has too much to do to answer. */
    BUSY,
    /** The peer has no address that we can use. */
    NO_PATH,
    /** It was us: no socket, no route, closed, too much to do. Says nothing about the peer. */
    LOCAL_FAILURE;

    /**
     * Returns whether this failure may count against the peer.
     *
     * @return false for {@link #BUSY}, {@link #NO_PATH} and {@link #LOCAL_FAILURE}
     */
    public boolean isAttributableToPeer() {
      return this != BUSY && this != NO_PATH && this != LOCAL_FAILURE;
    }
  }
}
