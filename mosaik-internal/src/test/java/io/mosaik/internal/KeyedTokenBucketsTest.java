package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyedTokenBucketsTest {

  @Test
  void keysDoNotShareTokens() {
    var buckets = new KeyedTokenBuckets<String>(2, 10, 100);
    assertTrue(buckets.tryAcquire("a", 2, 0));
    assertFalse(buckets.isAvailable("a", 1, 0));
    assertFalse(buckets.tryAcquire("a", 1, 9));
    assertTrue(buckets.isAvailable("b", 2, 9));
    assertTrue(buckets.tryAcquire("b", 2, 9));
    assertEquals(1, buckets.nanosUntilAvailable("a", 1, 9));
    assertTrue(buckets.tryAcquire("a", 1, 10));
  }

  @Test
  void fullBucketsAreForgottenFirstAndMemoryIsBounded() {
    var buckets = new KeyedTokenBuckets<Integer>(1, 1_000, 50);
    for (int key = 0; key < 10_000; key++) {
      assertTrue(buckets.tryAcquire(key, 1, 0));
      assertTrue(buckets.size() <= 50);
    }
    assertFalse(buckets.tryAcquire(9_999, 1, 0), "the most recent keys are remembered");
    for (int i = 0; i < 50; i++) {
      buckets.tryAcquire(-1 - i, 0, 5_000); // all of the others are full again
    }
    assertTrue(buckets.size() <= 50);
    assertTrue(buckets.tryAcquire(9_999, 1, 5_000));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new KeyedTokenBuckets<Integer>(1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new KeyedTokenBuckets<Integer>(0, 1, 1));
  }
}
