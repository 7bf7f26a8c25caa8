package io.mosaik.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written is the text exposition format, whatever values and labels are. */
class PrometheusTextTest {

  @Test
  void seriesOfOneNameStandTogether() {
    String text =
        PrometheusText.render(
            List.of(
                Metric.counter("b_total", "B", () -> 2).withLabel("x", "1"),
                Metric.gauge("a", "", "A", () -> 0.5),
                Metric.counter("b_total", "B", () -> 3).withLabel("x", "2")));
    assertEquals(
        "# HELP a A\n# TYPE a gauge\na 0.5\n"
            + "# HELP b_total B\n# TYPE b_total counter\n"
            + "b_total{x=\"1\"} 2\nb_total{x=\"2\"} 3\n",
        text);
    assertEquals(
        Map.of("a", 0.5, "b_total{x=\"1\"}", 2.0, "b_total{x=\"2\"}", 3.0),
        PrometheusParser.parse(text).samples());
  }

  @Test
  void hostileTextIsEscaped() {
    String hostile = "\\\"\n} 1\n# TYPE evil counter\nevil_total 1\u202e\r";
    String text =
        PrometheusText.render(
            List.of(Metric.gauge("a", "", hostile, () -> 1).withLabel("x", hostile)));
    PrometheusParser parsed = PrometheusParser.parse(text);
    assertEquals(Set.of("a"), parsed.types().keySet());
    assertEquals(1, parsed.samples().size());
  }

  @Test
  void largeAndUnusualValuesCanBeRead() {
    Map<String, Double> values =
        Map.of(
            "a", 9.007199254740991e15,
            "b", 1e300,
            "c", -0.000001,
            "d", Double.POSITIVE_INFINITY,
            "e", Double.NEGATIVE_INFINITY,
            "f", 0.0);
    List<Metric> metrics =
        values.entrySet().stream()
            .map(value -> Metric.gauge(value.getKey(), "", "X", value::getValue))
            .toList();
    String text = PrometheusText.render(metrics);
    assertEquals(values, PrometheusParser.parse(text).samples());
    assertTrue(text.contains("\na 9007199254740991\n"), text);
  }

  @Test
  void aFamilyWithoutAValueIsLeftOut() {
    Metric unknown = Metric.gauge("a", "", "A", () -> Double.NaN);
    Metric failing =
        Metric.gauge(
            "b",
            "",
            "B",
            () -> {
              throw new IllegalStateException("on purpose");
            });
    assertEquals("", PrometheusText.render(List.of(unknown, failing)));
  }

  @Test
  void theParserIsStrict() {
    String head = "# HELP a A\n# TYPE a gauge\n";
    PrometheusParser.parse(head + "a 1\n");
    for (String wrong :
        List.of(
            head + "a 1",
            "a 1\n",
            head + "a x\n",
            head + "a 1\na 2\n",
            head + "b 1\n",
            head + "a{x=1} 1\n",
            head + "a{x=\"1\",} 1\n",
            head + "a{x=\"1\",x=\"2\"} 1\n",
            head + "a{} 1\n",
            "# HELP a_total A\n# TYPE a_total counter\na_total -1\n",
            "# HELP a A\n# TYPE a counter\na 1\n",
            head + "a 1\n" + head + "a{x=\"1\"} 1\n",
            "# hello\n" + head + "a 1\n")) {
      assertThrows(AssertionError.class, () -> PrometheusParser.parse(wrong), wrong);
    }
  }
}
