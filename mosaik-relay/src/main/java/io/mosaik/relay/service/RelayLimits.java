package io.mosaik.relay.service;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How much a relay does, and for whom.
 *
 * <p>Immutable.
 *
 * @param cacheCapacity packets kept
 * @param requests what a client may ask; empty for any number
 * @param dhtRequests which of these may reach the DHT; empty for any number
 * @param proxyHeader in which header a trusted proxy says who asks; empty if there is none
 * @param snapshot where packets outlive a restart; empty for nowhere
 */
public record RelayLimits(
    int cacheCapacity,
    Optional<Rate> requests,
    Optional<Rate> dhtRequests,
    Optional<String> proxyHeader,
    Optional<Path> snapshot) {

  /**
   * How often.
   *
   * @param perSecond in the long run
   * @param burst at once
   */
  public record Rate(double perSecond, int burst) {

    /**
     * Enough for a dozen nodes behind one address: each reads 16 keys in a scan, and scans every 5
     * seconds while it knows nobody.
     */
    public static final Rate DEFAULT = new Rate(50, 500);

    /** Checks the numbers. */
    public Rate {
      if (!(perSecond > 0) || Double.isInfinite(perSecond) || burst < 1) {
        throw new IllegalArgumentException(
            "a rate is more than 0 in a second and at least 1 at once, not "
                + perSecond
                + " and "
                + burst);
      }
    }
  }

  /** Checks the capacity. */
  public RelayLimits {
    if (cacheCapacity < 1) {
      throw new IllegalArgumentException("a cache holds at least 1 packet, not " + cacheCapacity);
    }
    proxyHeader = proxyHeader.map(name -> name.toLowerCase(Locale.ROOT));
  }
}
