package io.mosaik.api.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * One time series: a counter or a gauge with a name, a unit, a description, labels and a value that
 * can be read at any time.
 *
 * <p>Immutable; the value supplier is thread-safe, does not block and needs no more than
 * microseconds.
 *
 * @param name the name after the conventions of Prometheus: lower-case words with underscores, the
 *     base unit at the end, and {@code _total} at the end of a counter
 * @param type whether it only grows
 * @param unit the base unit, such as {@code bytes} or {@code seconds}; empty for a number of things
 * @param description what is counted or measured, in one sentence without a full stop
 * @param labels what tells the series of one name apart
 * @param value reads the value; {@code NaN} means that there is none at present, and the series is
 *     left out
 */
public record Metric(
    String name,
    Type type,
    String unit,
    String description,
    Map<String, String> labels,
    DoubleSupplier value) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final String COUNTER_SUFFIX = "_total";

  /** Kinds of metrics. */
  public enum Type {
    /** A number that only grows, from 0 at the start of the object that counts. */
    COUNTER,
    /** A number that may grow and shrink. */
    GAUGE
  }

  /**
   * Checks the conventions.
   *
   * @throws IllegalArgumentException if a name does not follow them
   */
  public Metric {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(value, "value");
    check(name, "metric");
    labels.keySet().forEach(label -> check(label, "label"));
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    if ((type == Type.COUNTER) != name.endsWith(COUNTER_SUFFIX)) {
      throw new IllegalArgumentException(
          "the name of a counter ends in _total, and no other: " + name);
    }
    String base = name.endsWith(COUNTER_SUFFIX) ? withoutSuffix(name) : name;
    if (!unit.isEmpty() && !base.endsWith("_" + unit)) {
      throw new IllegalArgumentException(name + " does not name its unit, " + unit);
    }
  }

  /**
   * Describes a counter of things.
   *
   * @param name its name, with {@code _total} at the end
   * @param description what is counted
   * @param value reads the count
   * @return a counter without labels
   */
  public static Metric counter(String name, String description, LongSupplier value) {
    return new Metric(name, Type.COUNTER, "", description, Map.of(), value::getAsLong);
  }

  /**
   * Describes a gauge.
   *
   * @param name its name
   * @param unit its base unit; empty for a number of things
   * @param description what is measured
   * @param value reads the value; {@code NaN} if there is none
   * @return a gauge without labels
   */
  public static Metric gauge(String name, String unit, String description, DoubleSupplier value) {
    return new Metric(name, Type.GAUGE, unit, description, Map.of(), value);
  }

  /**
   * Names the unit, such as {@code bytes} for a counter of bytes.
   *
   * @param named the base unit, which the name contains
   * @return the same metric with that unit
   */
  public Metric withUnit(String named) {
    return new Metric(name, type, named, description, labels, value);
  }

  /**
   * Adds a label.
   *
   * @param label its name
   * @param text its value
   * @return the same metric with one more label
   * @throws IllegalArgumentException if there is such a label already
   */
  public Metric withLabel(String label, String text) {
    Map<String, String> more = new TreeMap<>(labels);
    if (more.put(label, text) != null) {
      throw new IllegalArgumentException(name + " has the label " + label + " already");
    }
    return new Metric(name, type, unit, description, more, value);
  }

  private static String withoutSuffix(String name) {
    return name.substring(0, name.length() - COUNTER_SUFFIX.length());
  }

  private static void check(String name, String what) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a " + what + " is lower-case words with underscores, not \"" + name + "\"");
    }
  }
}
