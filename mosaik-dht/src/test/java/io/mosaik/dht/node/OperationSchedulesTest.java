package io.mosaik.dht.node;

import io.mosaik.dht.Schedules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Property test: every operation of a node ends within the time that {@link QueryEngine#lifetime}
 * and the number of its parts permit, whatever the network does, and leaves nothing behind: no
 * pending query, no timer, no waiting caller, no lock on a target.
 */
@Tag("fuzz")
class OperationSchedulesTest {

  @Test
  void everyOperationEndsAndLeavesNothingBehind() {
    Schedules.check(
        "operations", Schedules.count() / 50, random -> new OperationSchedule(random).check());
  }
}
