package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.dht.Schedules;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Property test: every lookup and every store round ends, within a stated number of queries and of
 * time steps, whatever is lost, late, answered twice or made up by the nodes that it asks.
 */
@Tag("fuzz")
class LookupSchedulesTest {

  /** The schedules of the report that found lookups that never ended. */
  @ParameterizedTest
  @CsvSource({"0.4, 0.3", "0.2, 0.3", "0.9, 0.0", "0.0, 0.9", "0.6, 0.6"})
  void everyLookupAmongLiarsAndLossSettles(double liars, double loss) {
    int open = 0;
    for (long seed = 1; seed <= 500; seed++) {
      LookupSchedule schedule = LookupSchedule.crowded(new Random(seed), liars, loss);
      schedule.run();
      open += schedule.isSettled() ? 0 : 1;
    }
    assertEquals(0, open, "of 500 lookups never ended");
  }

  @Test
  void everyLookupSettlesWithinItsBound() {
    Schedules.check("lookups", random -> LookupSchedule.random(random).check());
  }

  @Test
  void everyStoreRoundSettlesWithinItsBound() {
    Schedules.check("store rounds", random -> new StoreSchedule(random).check());
  }
}
