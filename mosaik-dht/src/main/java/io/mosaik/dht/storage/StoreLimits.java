package io.mosaik.dht.storage;

/**
 * How much a node keeps for others. What was not used for longest gives way to what is new.
 *
 * <p>Immutable.
 *
 * @param maxMutableItems the most mutable items
 * @param maxImmutableItems the most immutable values
 * @param maxTorrents the most torrents whose peers are kept
 * @param maxPeersPerTorrent the most peers kept of each
 */
public record StoreLimits(
    int maxMutableItems, int maxImmutableItems, int maxTorrents, int maxPeersPerTorrent) {

  /**
   * As many items as mainline stores, a few megabytes with all that belongs to them; and of the
   * million peers that mainline would keep a twentieth, some ten megabytes.
   */
  public static final StoreLimits DEFAULTS = new StoreLimits(1000, 1000, 500, 100);
}
