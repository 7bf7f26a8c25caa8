package io.mosaik.dht.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExpiringLruTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Deadline START = Deadline.ofNanos(0);

  private static final Runnable NOBODY = () -> {};

  private int crowdedOut;
  private final ExpiringLru<String, Integer> lru = new ExpiringLru<>(2, HOUR, () -> crowdedOut++);

  @Test
  void whatIsPutIsThereUntilItsLifetimeIsOver() {
    lru.put("a", 1, START);
    assertEquals(Optional.of(1), lru.get("a", START.plus(HOUR).plusNanos(-1)));
    assertEquals(Optional.empty(), lru.get("a", START.plus(HOUR)));
  }

  @Test
  void puttingAgainReplacesAndProlongs() {
    lru.put("a", 1, START);
    lru.put("a", 2, START.plusNanos(1));
    assertEquals(Optional.of(2), lru.get("a", START.plus(HOUR)));
    assertEquals(1, lru.size());
  }

  @Test
  void readingDoesNotProlong() {
    lru.put("a", 1, START);
    lru.get("a", START.plus(HOUR).plusNanos(-1));
    assertEquals(Optional.empty(), lru.get("a", START.plus(HOUR)));
  }

  @Test
  void whenFullTheOneNotUsedForLongestGoes() {
    lru.put("a", 1, START);
    lru.put("b", 2, START);
    lru.get("a", START);
    lru.put("c", 3, START);
    assertEquals(List.of("a", "c"), lru.keys(START));
    assertEquals(1, crowdedOut);
  }

  @Test
  void whenFullTheDeadGoFirst() {
    lru.put("dead", 1, START);
    lru.put("b", 2, START.plusNanos(2));
    Deadline later = START.plus(HOUR).plusNanos(1);
    lru.put("c", 3, later);
    assertEquals(List.of("b", "c"), lru.keys(later));
    assertEquals(2, lru.size());
    assertEquals(0, crowdedOut);
  }

  @Test
  void limitsThatHoldNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ExpiringLru<>(0, HOUR, NOBODY));
    assertThrows(IllegalArgumentException.class, () -> new ExpiringLru<>(1, Duration.ZERO, NOBODY));
    assertThrows(
        IllegalArgumentException.class, () -> new ExpiringLru<>(1, HOUR.negated(), NOBODY));
  }

  /** Random operations against a list in order of use, searched from end to end. */
  @Test
  @Tag("fuzz")
  void agreesWithANaiveModel() {
    Seeds.check(ExpiringLruTest::compareWithModel);
  }

  private record Entry(int key, int value, Deadline expiry) {}

  private static void compareWithModel(Random random) {
    ExpiringLru<Integer, Integer> lru = new ExpiringLru<>(5, HOUR, NOBODY);
    List<Entry> model = new ArrayList<>();
    Deadline now = START;
    for (int i = 0; i < 2_000; i++) {
      now = now.plus(Duration.ofMinutes(random.nextInt(10)));
      Deadline present = now;
      int key = random.nextInt(8);
      model.removeIf(entry -> entry.expiry().hasPassed(present));
      Optional<Entry> known = model.stream().filter(entry -> entry.key() == key).findFirst();
      if (random.nextBoolean()) {
        assertEquals(known.map(Entry::value), lru.get(key, now));
        known.ifPresent(model::remove);
        known.ifPresent(model::add);
      } else {
        known.ifPresent(model::remove);
        model.add(new Entry(key, i, now.plus(HOUR)));
        if (model.size() > 5) {
          model.remove(0);
        }
        lru.put(key, i, now);
      }
      assertEquals(model.stream().map(Entry::key).toList(), lru.keys(now));
      assertTrue(lru.size() <= 5);
    }
  }
}
