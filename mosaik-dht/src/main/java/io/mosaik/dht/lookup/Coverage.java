package io.mosaik.dht.lookup;

import io.mosaik.dht.routing.Subnets;

/**
 * Decides how many of the nodes around a target are enough to read from, and to store at.
 *
 * <p>Confined to the core's thread.
 */
public interface Coverage {

  /** Starts to count the nodes around a target. */
  Tally start();

  /**
   * Whether the rule is about to change, so that what is enough now may not be so in a moment. Who
   * reads or writes waits for it.
   */
  default boolean isPending() {
    return false;
  }

  /** Whether what is enough by this rule may be believed. */
  default boolean isEstablished() {
    return true;
  }

  /** Counts nodes. */
  interface Tally {

    /**
     * Counts one more.
     *
     * @param distance how far it is from the target, as a part of all space; closer ones were
     *     counted before
     * @param block where its address is from ({@link Subnets#blockOf})
     * @return whether those counted so far are enough
     */
    boolean add(double distance, int block);
  }

  /** The {@link Lookup#CLOSEST} closest are enough, wherever they are. */
  static Coverage closest() {
    return () ->
        new Tally() {
          private int count;

          @Override
          public boolean add(double distance, int block) {
            return ++count >= Lookup.CLOSEST;
          }
        };
  }
}
