package io.mosaik.bootstrap.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.spi.Expected;
import io.mosaik.bootstrap.Verdict;
import org.junit.jupiter.api.Test;

/** The table of verdicts, row by row, on a chain of one slot. */
class VerdictTableTest {

  private final World world = new World(1, 1);
  private final SimNode.Plan plan = new SimNode.Plan(world);

  @Test
  void anEmptySlotIsEmptyAndIsClaimedOnTopOfNothing() {
    SimNode node = plan.start();
    node.scan(1);
    assertEquals(Verdict.EMPTY, node.verdict(0));
    assertEquals(Expected.absent(), node.writes().get(0).expected().of("dht"));
  }
}
