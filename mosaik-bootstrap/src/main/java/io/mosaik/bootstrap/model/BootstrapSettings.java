package io.mosaik.bootstrap.model;

import java.time.Duration;
import java.util.List;

/**
 * The numbers of the mechanism. The defaults are those of Rust's mosaik, so that all nodes of a
 * network behave alike; change them for private networks and demonstrations.
 *
 * <p>Immutable.
 *
 * @param chainDepth how many slots a network has; all nodes of a network must agree
 * @param polling how often to look
 * @param pinging how to ask who is alive
 * @param claiming when to write into a slot, and when to hold back
 * @param tenancy how to keep a slot
 */
public record BootstrapSettings(
    int chainDepth, Polling polling, Pinging pinging, Claiming claiming, Tenancy tenancy) {

  /** What Rust's mosaik does, and ours where Rust has no such rule. */
  public static final BootstrapSettings DEFAULT =
      new BootstrapSettings(
          Chain.DEFAULT_DEPTH, Polling.DEFAULT, Pinging.DEFAULT, Claiming.DEFAULT, Tenancy.DEFAULT);

  /** Checks the depth. */
  public BootstrapSettings {
    if (chainDepth < 1 || chainDepth > Chain.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a chain has 1 to " + Chain.MAX_DEPTH + " slots, not " + chainDepth);
    }
  }

  /**
   * How often to look at the slots. To each interval up to a third is added at random. One more
   * look follows a claim by as much as the last one took, and a second at least.
   *
   * @param lonely while nobody is known, or we are in no slot though one could be claimed
   * @param connected otherwise
   * @param lookupTimeout after which a client that has not come back from a lookup or a write is
   *     given up; the answers of the others count
   */
  public record Polling(Duration lonely, Duration connected, Duration lookupTimeout) {

    /** 5 s, 60 s; clients end lookups by themselves, so that their limit is only a guard: 10 s. */
    public static final Polling DEFAULT =
        new Polling(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(10));

    /** Checks that all are positive. */
    public Polling {
      requirePositive(lonely, "lonely interval");
      requirePositive(connected, "connected interval");
      requirePositive(lookupTimeout, "lookup timeout");
    }
  }

  /**
   * How to ask who is alive.
   *
   * @param timeout for the whole exchange with one peer
   * @param parallel the most pings under way at a time; half of them at the most are of versions of
   *     records that a lookup found before it was over
   */
  public record Pinging(Duration timeout, int parallel) {

    /** 5 s, 32: each of 16 slots, and as many older versions. */
    public static final Pinging DEFAULT = new Pinging(Duration.ofSeconds(5), 32);

    /** Checks that both are positive. */
    public Pinging {
      requirePositive(timeout, "ping timeout");
      requirePositive(parallel, "parallel pings");
    }
  }

  /**
   * How to hold back after a lost race or a displacement: a random pause up to a limit that doubles
   * each time.
   *
   * @param firstPause the limit of the first pause
   * @param longestPause where the limit stops growing
   * @param calm how long a slot must be held undisturbed until the limit starts again
   * @param most the most claims at once: the capacity of a token bucket
   * @param window the time in which an empty bucket is filled again; over a long time there are no
   *     more than {@code most} claims per window
   */
  public record Claiming(
      Duration firstPause, Duration longestPause, Duration calm, int most, Duration window) {

    private static final Duration LONGEST_WINDOW = Duration.ofDays(365);

    /** 0.5 s doubling to 30 s, calm after 10 min; 6 claims at once, then one every 30 s. */
    public static final Claiming DEFAULT =
        new Claiming(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            6,
            Duration.ofMinutes(3));

    /** Checks that all are positive. */
    public Claiming {
      requirePositive(firstPause, "first pause");
      requirePositive(longestPause, "longest pause");
      requirePositive(calm, "calm");
      requirePositive(most, "most claims");
      requirePositive(window, "window");
      if (window.compareTo(LONGEST_WINDOW) > 0 || window.dividedBy(most).isZero()) {
        throw new IllegalArgumentException(
            "the window of claims is 1 ns for each of them to a year, not "
                + window
                + " for "
                + most);
      }
    }
  }

  /**
   * How to keep a slot.
   *
   * @param timeToLive of a record; it is published again every half of it, up to a third later
   * @param readBack how long after a publish the slot is read again
   * @param leaveTimeout how long closing may take to empty our slot
   */
  public record Tenancy(Duration timeToLive, List<Duration> readBack, Duration leaveTimeout) {

    /** 600 s, 3 s and 10 s, 2 s. */
    public static final Tenancy DEFAULT =
        new Tenancy(
            Duration.ofSeconds(600),
            List.of(Duration.ofSeconds(3), Duration.ofSeconds(10)),
            Duration.ofSeconds(2));

    /** Copies the list and checks that all are positive. */
    public Tenancy {
      requirePositive(timeToLive, "time to live");
      readBack = List.copyOf(readBack);
      if (readBack.isEmpty()) {
        throw new IllegalArgumentException("a slot is read back at least once");
      }
      readBack.forEach(delay -> requirePositive(delay, "read-back delay"));
      requirePositive(leaveTimeout, "leave timeout");
    }
  }

  /**
   * These settings with another depth.
   *
   * @param depth how many slots a network has
   * @return a changed copy
   */
  public BootstrapSettings withChainDepth(int depth) {
    return new BootstrapSettings(depth, polling, pinging, claiming, tenancy);
  }

  /**
   * These settings with other intervals.
   *
   * @param other how often to look
   * @return a changed copy
   */
  public BootstrapSettings with(Polling other) {
    return new BootstrapSettings(chainDepth, other, pinging, claiming, tenancy);
  }

  /**
   * These settings with other pings.
   *
   * @param other how to ask who is alive
   * @return a changed copy
   */
  public BootstrapSettings with(Pinging other) {
    return new BootstrapSettings(chainDepth, polling, other, claiming, tenancy);
  }

  /**
   * These settings with other restraint.
   *
   * @param other when to hold back
   * @return a changed copy
   */
  public BootstrapSettings with(Claiming other) {
    return new BootstrapSettings(chainDepth, polling, pinging, other, tenancy);
  }

  /**
   * These settings with another way of keeping a slot.
   *
   * @param other how to keep a slot
   * @return a changed copy
   */
  public BootstrapSettings with(Tenancy other) {
    return new BootstrapSettings(chainDepth, polling, pinging, claiming, other);
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
