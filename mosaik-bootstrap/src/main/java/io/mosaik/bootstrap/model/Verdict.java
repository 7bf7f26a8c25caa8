package io.mosaik.bootstrap.model;

/**
 * What a scan concludes about a slot. Only a slot that nobody alive can be using may be claimed.
 */
public enum Verdict {
  /** The lookup was not conclusive, and what it found, if anything, proves nothing. */
  UNKNOWN,
  /** The lookup was conclusive and found nothing, or a packet that its owner emptied on leaving. */
  EMPTY,
  /** What is stored is no peer record. */
  MALFORMED,
  /** Our own record, with the addresses that we have. */
  OURS,
  /** Our own record with other addresses than those that we have. */
  STALE,
  /** The peer answered, proved who it is and belongs to our network. */
  HEALTHY,
  /** The peer answered and proved who it is, in a version newer than the ones we know. */
  ALIVE,
  /** The peer did not prove to be alive, though our own path was seen working in this scan. */
  DEAD,
  /** The peer could not be asked properly: the fault may well be ours. */
  UNVERIFIABLE,
  /** The record has no address, or not only addresses, that a pinger of ours can reach. */
  UNREACHABLE,
  /** The timestamp leaves no room for a later one: nobody can ever write this slot again. */
  POISONED
}
