package io.mosaik.dht.lookup;

/** What an answer held for a lookup. */
public enum Finding {
  /** No value of the kind asked for. */
  NOTHING,
  /** The value asked for, better than before or not. */
  VALUE,
  /**
   * A value that is not the one asked for, or not for us. That does not speak against the node:
   * mainline stores what others put, without checking that it belongs there.
   */
  UNUSABLE,
  /** A value whose signature or hash does not hold. No honest node has stored that. */
  FORGED
}
