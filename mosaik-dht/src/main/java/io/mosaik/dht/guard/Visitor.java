package io.mosaik.dht.guard;

import io.mosaik.api.time.Deadline;
import io.mosaik.internal.TokenBucket;
import java.time.Duration;

/**
 * How much a source of datagrams has asked lately, and how it has behaved.
 *
 * <p>Confined to the core's thread.
 */
public final class Visitor {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** How long a proof of the address holds: as long as write tokens do. */
  static final Duration VERIFIED_FOR = Duration.ofMinutes(10);

  private final LeakyBucket queries;
  private final LeakyBucket strikes;
  private final TokenBucket unverifiedBytes;
  private Deadline blockedUntil;
  private Deadline verifiedUntil;

  Visitor(VisitorLimits limits, Deadline now) {
    queries =
        new LeakyBucket(NANOS_PER_SECOND / limits.queriesPerSecond(), limits.queryBurst(), now);
    strikes = new LeakyBucket(limits.strikeMemory().toNanos(), limits.maxStrikes(), now);
    unverifiedBytes =
        TokenBucket.perSecond(limits.unverifiedBurstBytes(), limits.unverifiedBytesPerSecond());
    blockedUntil = now;
    verifiedUntil = now;
  }

  /**
   * Takes bytes that we send beyond what came, from the budget of a source whose address may be
   * forged.
   *
   * @return false if the budget does not hold so many
   */
  public boolean spend(int bytes, Deadline now) {
    return isVerified(now) || unverifiedBytes.tryAcquire(bytes, now.nanos());
  }

  /** It has shown a write token, which only one who receives at its address can have. */
  public void verified(Deadline now) {
    verifiedUntil = now.plus(VERIFIED_FOR);
  }

  private boolean isVerified(Deadline now) {
    return !verifiedUntil.hasPassed(now);
  }

  /** Whether it is not to be served because it has misbehaved. */
  public boolean isBlocked(Deadline now) {
    return !blockedUntil.hasPassed(now);
  }

  /** Whether it must wait before it may ask anything. */
  public boolean isExhausted(Deadline now) {
    return !queries.fits(1, now);
  }

  /** It asks something that counts as so many queries; false if that is more than it may. */
  public boolean ask(int cost, Deadline now) {
    return queries.pour(cost, now);
  }

  /**
   * It has misbehaved.
   *
   * @param weight as how many offences that counts, at most {@link VisitorLimits#maxStrikes}
   * @return whether this was one too many
   */
  public boolean strike(int weight, Deadline now) {
    if (isBlocked(now) || strikes.pour(weight, now)) {
      return false;
    }
    blockedUntil = strikes.dryAt();
    return true;
  }

  /** Whether it would make no difference if it were forgotten. */
  boolean isForgettable(Deadline now) {
    return queries.isDry(now)
        && strikes.isDry(now)
        && unverifiedBytes.isFull(now.nanos())
        && !isVerified(now);
  }
}
