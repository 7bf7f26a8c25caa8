package io.mosaik.dht.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Seeds;
import org.junit.jupiter.api.Test;

class LeakyBucketTest {

  private static final Deadline START = Deadline.ofNanos(-50);

  private final LeakyBucket bucket = new LeakyBucket(10, 3, START);

  @Test
  void itHoldsWhatItHoldsAndNoMore() {
    assertTrue(bucket.pour(2, START));
    assertFalse(bucket.pour(2, START));
    assertTrue(bucket.pour(1, START));
    assertFalse(bucket.fits(1, START));
  }

  @Test
  void whatWasRefusedTakesNoRoom() {
    assertFalse(bucket.pour(4, START));
    assertTrue(bucket.isDry(START));
    assertTrue(bucket.pour(3, START));
  }

  @Test
  void itLosesADropEachTime() {
    bucket.pour(3, START);
    assertFalse(bucket.pour(1, START.plusNanos(9)));
    assertTrue(bucket.pour(1, START.plusNanos(10)));
    assertFalse(bucket.isDry(START.plusNanos(39)));
    assertTrue(bucket.isDry(START.plusNanos(40)));
  }

  @Test
  void aLongPauseDoesNotMakeItHoldMore() {
    Deadline muchLater = START.plusNanos(1_000_000);
    assertTrue(bucket.pour(3, muchLater));
    assertFalse(bucket.pour(1, muchLater));
  }

  /** Against one that counts tenths of drops, step by step. */
  @Test
  void agreesWithANaiveModel() {
    Seeds.check(
        random -> {
          LeakyBucket real = new LeakyBucket(10, 3, START);
          int tenths = 0;
          Deadline now = START;
          for (int i = 0; i < 2_000; i++) {
            int pause = random.nextInt(25);
            now = now.plusNanos(pause);
            tenths = Math.max(0, tenths - pause);
            int drops = 1 + random.nextInt(3);
            boolean fits = tenths + 10 * drops <= 30;
            assertEquals(fits, real.pour(drops, now));
            tenths += fits ? 10 * drops : 0;
            assertEquals(tenths == 0, real.isDry(now));
          }
        });
  }
}
