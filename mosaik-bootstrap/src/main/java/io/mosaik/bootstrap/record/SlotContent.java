package io.mosaik.bootstrap.record;

import io.mosaik.api.PeerAddress;
import java.util.List;
import java.util.Objects;

/**
 * What the packet of a slot says. Anybody who knows the network could have written it.
 *
 * <p>Implementations are immutable.
 */
public sealed interface SlotContent {

  /**
   * A peer is said to be there.
   *
   * @param address who and where
   * @param ignored the {@code _ip} and {@code _r} records that could not be read, and why, for
   *     people; no more than a packet of 1000 bytes holds
   */
  record Peer(PeerAddress address, List<String> ignored) implements SlotContent {

    /** Copies the list. */
    public Peer {
      Objects.requireNonNull(address, "address");
      ignored = List.copyOf(ignored);
    }
  }

  /** Nobody is there any more: a packet without records, as a leaving peer writes it. */
  enum Vacant implements SlotContent {
    /** The only instance. */
    INSTANCE
  }

  /**
   * The packet is no peer record.
   *
   * @param why what is wrong, for people
   */
  record Malformed(String why) implements SlotContent {

    /** Checks that there is a reason. */
    public Malformed {
      Objects.requireNonNull(why, "why");
    }
  }
}
