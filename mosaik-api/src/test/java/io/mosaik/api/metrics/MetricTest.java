package io.mosaik.api.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names that do not follow the conventions of Prometheus are refused. */
class MetricTest {

  @Test
  void aCounterEndsInTotalAndAGaugeDoesNot() {
    assertEquals("a_total", Metric.counter("a_total", "A", () -> 1).name());
    assertThrows(IllegalArgumentException.class, () -> Metric.counter("a", "A", () -> 1));
    assertThrows(IllegalArgumentException.class, () -> Metric.gauge("a_total", "", "A", () -> 1));
  }

  @Test
  void theUnitStandsInTheName() {
    assertEquals(
        "bytes", Metric.counter("sent_bytes_total", "S", () -> 1).withUnit("bytes").unit());
    assertThrows(
        IllegalArgumentException.class, () -> Metric.gauge("duration", "seconds", "D", () -> 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Metric.counter("bytes_sent_total", "S", () -> 1).withUnit("bytes"));
  }

  @Test
  void namesAreLowerCaseWords() {
    for (String name : List.of("", "A", "a-b", "_a", "a__b", "a_", "1a", "a b", "ä", "a\n")) {
      assertThrows(
          IllegalArgumentException.class, () -> Metric.gauge(name, "", "X", () -> 1), name);
      assertThrows(
          IllegalArgumentException.class,
          () -> Metric.gauge("a", "", "X", () -> 1).withLabel(name, "x"),
          name);
    }
  }

  @Test
  void aLabelIsGivenOnce() {
    Metric one = Metric.gauge("a", "", "A", () -> 1).withLabel("peer", "x");
    assertEquals(Map.of("peer", "x"), one.labels());
    assertThrows(IllegalArgumentException.class, () -> one.withLabel("peer", "y"));
  }
}
