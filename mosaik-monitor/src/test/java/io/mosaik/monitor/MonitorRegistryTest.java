package io.mosaik.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sources and checks come and go; a bad one costs itself only. */
class MonitorRegistryTest {

  private final MonitorRegistry registry = new MonitorRegistry();

  @Test
  void severalOfOneKindNeedLabels() {
    MetricSource source = () -> List.of(Metric.counter("a_total", "A", () -> 1));
    registry.register(source, Map.of("peer", "1"));
    registry.register(source, Map.of("peer", "2"));
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class, () -> registry.register(source, Map.of("peer", "1")));
    assertTrue(twice.getMessage().contains("a_total"), twice::getMessage);
    assertEquals(2, count("a_total"));
  }

  @Test
  void whatIsClosedIsGone() {
    MetricSource source = () -> List.of(Metric.counter("a_total", "A", () -> 1));
    MonitorRegistry.Registration registration = registry.register(source);
    registration.close();
    registration.close();
    assertEquals(0, count("a_total"));
    registry.register(source);
    assertEquals(1, count("a_total"));
  }

  @Test
  void aSourceThatFailsLaterCostsItselfOnly() {
    boolean[] failing = {false};
    registry.register(
        () -> {
          if (failing[0]) {
            throw new IllegalStateException("on purpose");
          }
          return List.of(Metric.counter("bad_total", "B", () -> 1));
        });
    registry.register(() -> List.of(Metric.counter("good_total", "G", () -> 1)));
    failing[0] = true;
    assertEquals(0, count("bad_total"));
    assertEquals(1, count("good_total"));
    double failures =
        registry.metrics().stream()
            .filter(metric -> metric.name().equals("mosaik_monitor_source_failures_total"))
            .findFirst()
            .orElseThrow()
            .value()
            .getAsDouble();
    assertTrue(failures >= 2, "counted: " + failures);
  }

  @Test
  void readinessTellsTheReasonOfEachCheck() {
    registry.registerCheck("dht", Optional::empty);
    registry.registerCheck("dht", () -> Optional.of("no node answers"));
    registry.registerCheck(
        "broken",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    registry.registerCheck("none", () -> null);
    assertEquals(
        Map.of(
            "none", Optional.of("the check failed: NullPointerException"),
            "dht", Optional.empty(),
            "dht-2", Optional.of("no node answers"),
            "broken", Optional.of("the check failed: IllegalStateException")),
        registry.readiness());
  }

  private long count(String name) {
    return registry.metrics().stream().filter(metric -> metric.name().equals(name)).count();
  }
}
