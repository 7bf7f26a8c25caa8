package io.mosaik.transport.quic.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldPingsTest {

  @Test
  void whoHoldsPingsOpenDisplacesOnlyItsOwn() {
    HeldPings<String> held = new HeldPings<>(512, 128, 256);
    Set<String> displaced = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      held.admit("attack " + i, address("198.51.100.1")).ifPresent(displaced::add);
      if (i % 50 == 0) {
        held.admit("honest " + i, address("203.0.113." + i / 50)).ifPresent(displaced::add);
      }
    }

    assertEquals(128 + 40, held.size());
    assertTrue(
        displaced.stream().allMatch(each -> each.startsWith("attack")), displaced.toString());
  }

  @Test
  void aNetworkThatFillsEverythingGivesWayToOthers() {
    HeldPings<String> held = new HeldPings<>(20, 5, 100);
    for (int i = 0; i < 30; i++) {
      held.admit("attack " + i, address("198.51.100." + i));
    }
    assertEquals(20, held.size());

    for (int i = 0; i < 10; i++) {
      Optional<String> victim = held.admit("honest " + i, address("203.0." + i + ".1"));
      assertEquals(Optional.of("attack " + (10 + i)), victim);
    }
  }

  @Test
  void theBusiestNetworkIsNotTheFirstToGoWhileItsShareIsSmall() {
    HeldPings<String> held = new HeldPings<>(512, 128, 256);
    for (int i = 0; i < 504; i++) {
      held.admit("attack " + i, address("2001:db8:" + Integer.toHexString(i) + "::1"));
    }
    for (int i = 0; i < 8; i++) {
      held.admit("honest " + i, address("203.0.113.7"));
    }
    for (int i = 504; i < 1000; i++) {
      String next = Integer.toHexString(i);
      assertEquals(
          Optional.of("attack " + (i - 504)),
          held.admit("attack " + i, address("2001:db8:" + next + "::1")));
    }
  }

  @Test
  void theOldestThatHasNotAskedGivesWayFirstAndThenTheOldestWithAnAnswer() {
    HeldPings<String> held = new HeldPings<>(10, 3, 10);
    InetAddress source = address("198.51.100.1");
    held.admit("a", source);
    held.admit("b", source);
    held.admit("c", source);
    held.onAnswered("a");

    assertEquals(Optional.of("b"), held.admit("d", source));
    held.onAnswered("c");
    held.onAnswered("d");
    assertEquals(Optional.of("a"), held.admit("e", source));
    held.remove("e");
    assertEquals(Optional.empty(), held.admit("f", source));
  }

  @Test
  void aSlash64IsOneSourceAndASlash48OneNetwork() {
    HeldPings<Integer> held = new HeldPings<>(100, 2, 3);
    held.admit(1, address("2001:db8:1:1::1"));
    held.admit(2, address("2001:db8:1:1::2"));
    assertEquals(Optional.of(1), held.admit(3, address("2001:db8:1:1:ffff::3")));
    assertEquals(Optional.empty(), held.admit(4, address("2001:db8:1:2::1")));
    assertEquals(Optional.of(2), held.admit(5, address("2001:db8:1:3::1")));
    assertEquals(Optional.empty(), held.admit(6, address("2001:db8:2:3::1")));
  }

  @Test
  void limitsHoldWhateverHappens() {
    Random random = new Random(13);
    HeldPings<Integer> held = new HeldPings<>(40, 8, 16);
    Set<Integer> model = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      int next = i;
      switch (random.nextInt(4)) {
        case 0 -> held.onAnswered(random.nextInt(i + 1));
        case 1 -> {
          int over = Math.max(0, i - random.nextInt(60));
          held.remove(over);
          model.remove(over);
        }
        default -> {
          Optional<Integer> victim =
              held.admit(next, address("198.51." + random.nextInt(4) + "." + random.nextInt(4)));
          victim.ifPresent(each -> assertTrue(model.remove(each), "a victim that was not held"));
          assertTrue(model.add(next));
        }
      }
      assertEquals(model.size(), held.size());
      assertFalse(held.size() > 40);
    }
  }

  @Test
  void limitsArePositive() {
    assertThrows(IllegalArgumentException.class, () -> new HeldPings<>(0, 1, 1));
  }

  private static InetAddress address(String text) {
    return InetAddresses.forString(text);
  }
}
