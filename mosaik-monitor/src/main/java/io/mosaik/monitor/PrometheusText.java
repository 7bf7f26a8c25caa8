package io.mosaik.monitor;

import io.mosaik.api.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writer of the Prometheus text exposition format, version 0.0.4. Stateless. */
final class PrometheusText {

  /** The content type of the format. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Logger LOG = LoggerFactory.getLogger(PrometheusText.class);

  /** Whole numbers up to here are exact as a double, and are written without an exponent. */
  private static final double EXACT = 1L << 53;

  private PrometheusText() {}

  /** Writes all series, those of one name together, names in order. */
  static String render(List<Metric> metrics) {
    Map<String, List<Metric>> families = new TreeMap<>();
    metrics.forEach(
        metric -> families.computeIfAbsent(metric.name(), any -> new ArrayList<>()).add(metric));
    StringBuilder text = new StringBuilder();
    families.values().forEach(family -> render(family, text));
    return text.toString();
  }

  private static void render(List<Metric> family, StringBuilder text) {
    StringBuilder samples = new StringBuilder();
    for (Metric metric : family) {
      double value = read(metric);
      if (!Double.isNaN(value)) {
        samples.append(metric.name()).append(labels(metric.labels())).append(' ');
        samples.append(number(value)).append('\n');
      }
    }
    if (!samples.isEmpty()) {
      Metric first = family.get(0);
      text.append("# HELP ").append(first.name()).append(' ');
      text.append(escape(first.description(), false)).append('\n');
      text.append("# TYPE ").append(first.name()).append(' ');
      text.append(first.type().name().toLowerCase(Locale.ROOT)).append('\n');
      text.append(samples);
    }
  }

  /** A supplier that fails costs its own series only. */
  private static double read(Metric metric) {
    try {
      return metric.value().getAsDouble();
    } catch (RuntimeException failed) {
      LOG.debug("{} could not be read", metric.name(), failed);
      return Double.NaN;
    }
  }

  private static String labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    StringJoiner text = new StringJoiner(",", "{", "}");
    labels.forEach((name, value) -> text.add(name + "=\"" + escape(value, true) + '"'));
    return text.toString();
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < EXACT;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static String escape(String text, boolean quoted) {
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return quoted ? escaped.replace("\"", "\\\"") : escaped;
  }
}
