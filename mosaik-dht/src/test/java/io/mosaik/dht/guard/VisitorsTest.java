package io.mosaik.dht.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.time.Deadline;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VisitorsTest {

  private static final Deadline START = Deadline.ofNanos(0);
  private static final VisitorLimits LIMITS =
      new VisitorLimits(10, 20, 3, Duration.ofMinutes(1), 16);

  private int crowdedOut;
  private final Visitors visitors = new Visitors(LIMITS, () -> crowdedOut++);
  private final Visitor visitor = visitors.meet(from(1), START);

  @Test
  void afterABurstThereIsTheRate() {
    assertEquals(20, asked(visitor, START));
    assertTrue(visitor.isExhausted(START));
    assertEquals(10, asked(visitor, START.plus(Duration.ofSeconds(1))));
    assertEquals(20, asked(visitor, START.plus(Duration.ofSeconds(60))));
  }

  @Test
  void oneThatAsksTooMuchHurtsNoOther() {
    asked(visitor, START);
    assertEquals(20, asked(visitors.meet(from(2), START), START));
  }

  @Test
  void whoCommitsTooManyOffencesIsBlockedUntilAllAreForgotten() {
    assertFalse(visitor.strike(2, START));
    assertFalse(visitor.strike(1, START));
    assertFalse(visitor.isBlocked(START));
    assertTrue(visitor.strike(1, START));
    assertFalse(visitor.strike(1, START), "it is blocked already");
    assertTrue(visitor.isBlocked(START.plus(Duration.ofMinutes(3)).plusNanos(-1)));
    assertFalse(visitor.isBlocked(START.plus(Duration.ofMinutes(3))));
  }

  @Test
  void offencesOnceInAWhileAreForgiven() {
    Deadline now = START;
    for (int i = 0; i < 100; i++) {
      assertFalse(visitor.strike(1, now));
      now = now.plus(Duration.ofMinutes(1));
    }
    assertFalse(visitor.isBlocked(now));
  }

  @Test
  void whoIsActiveOrBlockedIsRemembered() {
    asked(visitor, START);
    Visitor offender = visitors.meet(from(2), START);
    offender.strike(3, START);
    offender.strike(3, START);
    visitors.meet(from(3), START);
    assertSame(visitor, visitors.meet(from(1), START));
    assertSame(offender, visitors.meet(from(2), START));
    Deadline later = START.plus(Duration.ofSeconds(2));
    visitors.meet(from(4), later);
    visitors.meet(from(5), later);
    assertNotSame(visitor, visitors.meet(from(1), later), "its bucket had run dry");
    assertSame(offender, visitors.meet(from(2), later));
  }

  @Test
  void manyOverTimeLeaveNoTrace() {
    Deadline now = START;
    for (int i = 0; i < 10_000; i++) {
      now = now.plus(Duration.ofMillis(50));
      visitors.meet(from(i), now).ask(1, now);
      assertTrue(visitors.size() <= 5, () -> visitors.size() + " remembered");
    }
    assertEquals(0, crowdedOut);
  }

  @Test
  void manyAtOnceAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      visitors.meet(from(i), START).ask(1, START);
      assertTrue(visitors.size() <= 16);
    }
    assertTrue(crowdedOut > 9_000);
  }

  private static int asked(Visitor visitor, Deadline now) {
    int count = 0;
    while (visitor.ask(1, now)) {
      count++;
    }
    return count;
  }

  private static InetSocketAddress from(int number) {
    return new InetSocketAddress(InetAddresses.fromInteger(0x14000000 + number), 6881);
  }
}
