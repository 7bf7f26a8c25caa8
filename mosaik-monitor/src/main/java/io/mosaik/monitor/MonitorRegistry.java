package io.mosaik.monitor;

import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.metrics.ReadinessCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registry in which running objects register their metrics and readiness checks. Itself a source of
 * all that is registered.
 *
 * <p>Thread-safe by copy-on-write lists.
 */
public final class MonitorRegistry implements MetricSource {

  private static final Logger LOG = LoggerFactory.getLogger(MonitorRegistry.class);

  private final List<Source> sources = new CopyOnWriteArrayList<>();
  private final List<Check> checks = new CopyOnWriteArrayList<>();
  private final LongAdder failures = new LongAdder();

  /** A source, and the labels that tell its series from those of others. */
  private record Source(MetricSource source, Map<String, String> labels, AtomicBoolean logged) {

    List<Metric> read() {
      List<Metric> labelled = new ArrayList<>();
      for (Metric metric : source.metrics()) {
        Metric with = metric;
        for (Map.Entry<String, String> label : labels.entrySet()) {
          with = with.withLabel(label.getKey(), label.getValue());
        }
        labelled.add(with);
      }
      return labelled;
    }
  }

  /** A readiness check and its name. */
  private record Check(String name, ReadinessCheck check) {}

  /** What identifies a time series. */
  private record Series(String name, Map<String, String> labels) {

    static Series of(Metric metric) {
      return new Series(metric.name(), metric.labels());
    }
  }

  /** Registration of a source or a check. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {

    /** Removes what was registered. Idempotent. */
    @Override
    void close();
  }

  /** Makes an empty registry. */
  public MonitorRegistry() {}

  /**
   * Registers a source whose series need no further labels.
   *
   * @param source what to monitor
   * @return removes it
   * @throws IllegalArgumentException if one of its series is registered already
   */
  public Registration register(MetricSource source) {
    return register(source, Map.of());
  }

  /**
   * Registers a source.
   *
   * @param source what to monitor
   * @param labels added to each of its series, to tell several sources of one kind apart
   * @return removes it
   * @throws IllegalArgumentException if one of its series is registered already, or has one of the
   *     labels
   */
  public synchronized Registration register(MetricSource source, Map<String, String> labels) {
    Source added =
        new Source(
            Objects.requireNonNull(source, "source"), Map.copyOf(labels), new AtomicBoolean());
    Set<Series> known = new HashSet<>();
    metrics().forEach(metric -> known.add(Series.of(metric)));
    for (Metric metric : added.read()) {
      if (!known.add(Series.of(metric))) {
        throw new IllegalArgumentException(
            "there is a series "
                + metric.name()
                + metric.labels()
                + " already: register each object once, and several of one kind with labels");
      }
    }
    sources.add(added);
    return () -> sources.remove(added);
  }

  /**
   * Registers a readiness check.
   *
   * @param name what is checked, in one word, for the answer of {@code /ready}
   * @param check tells whether it can do its job
   * @return removes it
   */
  public Registration registerCheck(String name, ReadinessCheck check) {
    Check added =
        new Check(Objects.requireNonNull(name, "name"), Objects.requireNonNull(check, "check"));
    checks.add(added);
    return () -> checks.remove(added);
  }

  /** Returns the series of all sources. A source that fails is left out, logged and counted. */
  @Override
  public List<Metric> metrics() {
    Map<Series, Metric> all = new LinkedHashMap<>();
    for (Source source : sources) {
      try {
        source.read().forEach(metric -> all.putIfAbsent(Series.of(metric), metric));
      } catch (RuntimeException failed) {
        failures.increment();
        if (source.logged().compareAndSet(false, true)) {
          LOG.warn("the metrics of {} could not be read", source.source().getClass(), failed);
        }
      }
    }
    Metric own =
        Metric.counter(
            "mosaik_monitor_source_failures_total",
            "Times the metrics of a source could not be read",
            failures::sum);
    all.put(Series.of(own), own);
    return List.copyOf(all.values());
  }

  /**
   * Runs all readiness checks.
   *
   * @return for each check, in the order of registration, why it is not ready, or empty; several
   *     checks of one name have numbers
   */
  public Map<String, Optional<String>> readiness() {
    Map<String, Optional<String>> all = new LinkedHashMap<>();
    for (Check check : checks) {
      String name = check.name();
      for (int number = 2; all.containsKey(name); number++) {
        name = check.name() + "-" + number;
      }
      all.put(name, run(check));
    }
    return all;
  }

  private static Optional<String> run(Check check) {
    try {
      return Objects.requireNonNull(check.check().unreadyReason(), "unreadyReason");
    } catch (RuntimeException failed) {
      LOG.debug("the readiness check {} failed", check.name(), failed);
      return Optional.of("the check failed: " + failed.getClass().getSimpleName());
    }
  }
}
