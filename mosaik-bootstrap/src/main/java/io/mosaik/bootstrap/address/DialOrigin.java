package io.mosaik.bootstrap.address;

/**
 * The slot on whose behalf a peer is pinged, because budgets are shared by slot.
 *
 * <p>Immutable.
 *
 * @param slot index of the slot; {@link #NO_SLOT} for a peer that pinged us
 * @param last whether the lookup of the slot is over, so that no newer record follows
 */
public record DialOrigin(int slot, boolean last) {

  /** In place of the index of a slot. */
  public static final int NO_SLOT = -1;

  /**
   * Returns the origin of pings to peers that pinged us.
   *
   * @return no slot
   */
  public static DialOrigin inbound() {
    return new DialOrigin(NO_SLOT, true);
  }
}
