package io.mosaik.bootstrap.record;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;

/** The record of a peer in a slot (wire reference 2.3 to 2.5). Stateless. */
public final class PeerRecord {

  /** The time to live of every record, in seconds. */
  public static final int TTL_SECONDS = 600;

  private PeerRecord() {}

  /**
   * Writes the record of a peer. It always fits: what does not survive the trip or finds no room is
   * left out, see {@link #publishable(PeerAddress)}.
   *
   * @param slotKey the key of the slot, to which the names are relative
   * @param own who we are and where we may be reached
   * @return a DNS packet of at most 996 bytes, ready to be signed
   */
  public static Bytes encode(PublicKey slotKey, PeerAddress own) {
    throw new UnsupportedOperationException("until the codec of mosaik-pkarr is there");
  }

  /**
   * Writes the record of nobody, which vacates a slot.
   *
   * @return a DNS packet without records
   */
  public static Bytes encodeVacant() {
    throw new UnsupportedOperationException("until the codec of mosaik-pkarr is there");
  }

  /**
   * What of an address a reader of our record will see. This, and not the address itself, is to be
   * compared with a record of ours that was found.
   *
   * @param own who we are and where we may be reached
   * @return the same peer with the addresses that {@link #encode} writes
   */
  public static PeerAddress publishable(PeerAddress own) {
    throw new UnsupportedOperationException("until the codec of mosaik-pkarr is there");
  }

  /**
   * Reads what a slot holds.
   *
   * @param packet the packet of the slot
   * @return what it says
   */
  public static SlotContent decode(SignedPacket packet) {
    throw new UnsupportedOperationException("until the codec of mosaik-pkarr is there");
  }
}
