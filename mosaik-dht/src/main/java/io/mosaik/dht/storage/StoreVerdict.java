package io.mosaik.dht.storage;

import io.mosaik.dht.krpc.ErrorCode;

/**
 * What became of a query to store something.
 *
 * <p>Immutable.
 */
public sealed interface StoreVerdict {

  /** It is stored, in place of what was there before. */
  record Stored() implements StoreVerdict {}

  /**
   * It is not stored; what was there before is still there.
   *
   * @param code what to tell whoever asked
   * @param detail what is wrong, for the log and for people
   */
  record Refused(ErrorCode code, String detail) implements StoreVerdict {}
}
