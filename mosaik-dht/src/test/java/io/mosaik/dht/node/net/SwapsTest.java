package io.mosaik.dht.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SwapsTest {

  private static final OptionalLong NOTHING = OptionalLong.empty();
  private static final OptionalLong ABSENT = OptionalLong.of(0);
  private static final OptionalLong TEN = OptionalLong.of(10);
  private static final OptionalLong TWENTY = OptionalLong.of(20);

  private final Random random = new Random(2);
  private final NodeId target = NodeId.random(random);
  private final Swaps swaps = new Swaps();

  @Test
  void eachIsToldToSwapWhatItHas() {
    see(TEN, TWENTY);
    assertExpected(TEN, TWENTY, TWENTY);
    see(NOTHING, TWENTY);
    assertExpected(ABSENT, TWENTY, TWENTY);
  }

  @Test
  void whoExpectsAnythingOrSomethingElseIsTakenAtHisWord() {
    see(TEN, TWENTY);
    assertExpected(NOTHING, NOTHING, NOTHING);
    assertExpected(OptionalLong.of(9), OptionalLong.of(9), OptionalLong.of(9));
    assertExpected(ABSENT, ABSENT, ABSENT);
  }

  @Test
  void aFamilyThatWasNotAskedIsToldWhatTheOtherHas() {
    swaps.saw(target, AddressFamily.IPV4, TEN);
    assertExpected(TEN, TEN, TEN);
  }

  @Test
  void whatWasSeenLastCounts() {
    see(TEN, TEN);
    see(TEN, TWENTY);
    assertExpected(TEN, TWENTY, TWENTY);
  }

  @Test
  void onlyTheTargetsUsedLastAreRemembered() {
    see(TEN, TWENTY);
    for (int i = 0; i < Swaps.MAX_TARGETS; i++) {
      swaps.saw(NodeId.random(random), AddressFamily.IPV4, TEN);
    }
    assertExpected(TWENTY, TWENTY, TWENTY);
  }

  private void see(OptionalLong ipv4, OptionalLong ipv6) {
    swaps.saw(target, AddressFamily.IPV4, ipv4);
    swaps.saw(target, AddressFamily.IPV6, ipv6);
  }

  private void assertExpected(OptionalLong ipv4, OptionalLong ipv6, OptionalLong of) {
    assertEquals(ipv4, swaps.expectedIn(AddressFamily.IPV4, target, of));
    assertEquals(ipv6, swaps.expectedIn(AddressFamily.IPV6, target, of));
  }
}
