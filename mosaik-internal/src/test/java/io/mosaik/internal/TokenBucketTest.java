package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 2})
  void aBurstIsFollowedByTheRate(long origin) {
    TokenBucket bucket = TokenBucket.perSecond(3, 2);
    for (int i = 0; i < 3; i++) {
      assertTrue(bucket.tryAcquire(1, origin));
    }
    assertFalse(bucket.tryAcquire(1, origin));
    assertEquals(SECOND / 2, bucket.nanosUntilAvailable(1, origin));
    assertFalse(bucket.tryAcquire(1, origin + SECOND / 2 - 1));
    assertTrue(bucket.tryAcquire(1, origin + SECOND / 2));
    assertFalse(bucket.isFull(origin + 2 * SECOND - 1));
    assertTrue(bucket.isFull(origin + 2 * SECOND));
  }

  @Test
  void moreThanTheCapacityIsNeverAvailable() {
    TokenBucket bucket = new TokenBucket(10, 1);
    assertFalse(bucket.tryAcquire(11, Long.MAX_VALUE / 2));
    assertFalse(bucket.tryAcquire(Long.MAX_VALUE, 0));
    assertTrue(bucket.tryAcquire(10, 0));
  }

  @Test
  void agreesWithACountOfTokens() {
    Random random = new Random(1);
    TokenBucket bucket = new TokenBucket(20, 7);
    long now = 0;
    long sevenths = 20 * 7; // tokens in units of a seventh: exact
    for (int i = 0; i < 10_000; i++) {
      long passed = random.nextInt(30);
      now += passed;
      sevenths = Math.min(20 * 7, sevenths + passed);
      int wanted = random.nextInt(6);
      boolean enough = sevenths >= wanted * 7L;
      assertEquals(enough, bucket.tryAcquire(wanted, now), "at step " + i);
      sevenths -= enough ? wanted * 7L : 0;
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1 << 30, 1L << 40));
  }
}
