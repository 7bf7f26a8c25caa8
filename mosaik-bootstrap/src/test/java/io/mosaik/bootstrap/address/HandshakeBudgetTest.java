package io.mosaik.bootstrap.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeBudgetTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @Test
  void inEveryMinuteAnAddressGetsNoMoreThanItsBudget() throws Exception {
    for (long seed : new long[] {3, 20261122}) {
      Random random = new Random(seed);
      HandshakeBudget budget = new HandshakeBudget(3);
      Map<InetAddress, List<Long>> model = new HashMap<>();
      long now = 0;
      for (int step = 0; step < 20_000; step++) {
        now += random.nextInt(3_000_000) * 1000L;
        InetAddress address = address(random.nextInt(8));
        long present = now;
        List<Long> dialled = model.computeIfAbsent(address, any -> new ArrayList<>());
        dialled.removeIf(then -> then + MINUTE <= present);
        boolean allowed = dialled.size() < 3;
        if (allowed) {
          dialled.add(now);
        }
        assertEquals(
            allowed,
            budget.spend(address, Deadline.ofNanos(now)),
            "seed " + seed + ", step " + step);
      }
    }
  }

  @Test
  void memoryIsBounded() throws Exception {
    HandshakeBudget budget = new HandshakeBudget(1);
    Deadline now = Deadline.ofNanos(0);
    for (int i = 0; i < 3 * HandshakeBudget.MAX_TRACKED; i++) {
      assertTrue(budget.spend(address(i), now));
    }
    assertEquals(HandshakeBudget.MAX_TRACKED, budget.tracked());
    assertFalse(budget.spend(address(3 * HandshakeBudget.MAX_TRACKED - 1), now));
  }

  @Test
  void whatIsOverIsForgotten() throws Exception {
    HandshakeBudget budget = new HandshakeBudget(1);
    for (int i = 0; i < 100; i++) {
      budget.spend(address(i), Deadline.ofNanos(i));
    }
    budget.spend(address(1000), Deadline.ofNanos(MINUTE + 50));
    assertEquals(50, budget.tracked());
  }

  private static InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByAddress(
        new byte[] {9, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
  }
}
