package io.mosaik.pkarr.relay;

import java.time.Duration;
import java.util.List;

/**
 * Which relays, and how to treat them.
 *
 * <p>Immutable.
 *
 * @param relays whom to ask, at least one
 * @param timeout for a whole operation, waiting for its turn included
 * @param perSecond how many requests a relay gets in a second in the long run
 * @param burst how many it may get at once
 */
public record RelaySettings(List<RelayUrl> relays, Duration timeout, double perSecond, int burst) {

  /** Just below the ten seconds after which a bootstrap gives a client up. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(9);

  /** The published quota of pkarr's relays, requests in a second. */
  public static final double DEFAULT_PER_SECOND = 2;

  /** The published quota of pkarr's relays, requests at once. */
  public static final int DEFAULT_BURST = 10;

  private static final int MAX_RELAYS = 16;

  /** Copies the list, leaves out what is named twice, and checks the numbers. */
  public RelaySettings {
    relays = relays.stream().distinct().toList();
    if (relays.isEmpty() || relays.size() > MAX_RELAYS) {
      throw new IllegalArgumentException(
          "there are 1 to " + MAX_RELAYS + " relays, not " + relays.size());
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the time-out is positive, not " + timeout);
    }
    if (!(perSecond > 0) || Double.isInfinite(perSecond) || burst < 1) {
      throw new IllegalArgumentException(
          "a relay gets more than 0 requests in a second and at least 1 at once, not "
              + perSecond
              + " and "
              + burst);
    }
  }

  /**
   * The defaults for some relays.
   *
   * @param relays whom to ask, at least one
   * @return settings
   */
  public static RelaySettings of(List<RelayUrl> relays) {
    return new RelaySettings(relays, DEFAULT_TIMEOUT, DEFAULT_PER_SECOND, DEFAULT_BURST);
  }
}
