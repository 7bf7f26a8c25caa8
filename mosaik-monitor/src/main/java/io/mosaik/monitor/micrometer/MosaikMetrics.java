package io.mosaik.monitor.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Micrometer binder: registers the metrics of a source as function counters and gauges, under
 * Micrometer's dotted names ({@code mosaik_dht_queries_sent_total} is {@code
 * mosaik.dht.queries.sent}). Immutable.
 *
 * <pre>{@code
 * new MosaikMetrics(bootstrap).bindTo(meterRegistry);
 * }</pre>
 *
 * <p>Bound are the series that the source has at the time of the call.
 */
@SuppressWarnings("exports") // who uses this class has Micrometer
public final class MosaikMetrics implements MeterBinder {

  private static final String COUNTER_SUFFIX = "_total";

  private final MetricSource source;

  /**
   * Prepares to bind.
   *
   * @param source a running object such as {@code Dht} or {@code DhtBootstrap}, or a {@link
   *     io.mosaik.monitor.MonitorRegistry} with several
   */
  public MosaikMetrics(MetricSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    source.metrics().forEach(metric -> bind(metric, registry));
  }

  private static void bind(Metric metric, MeterRegistry registry) {
    String name = dotted(metric);
    List<Tag> tags =
        metric.labels().entrySet().stream()
            .map(label -> Tag.of(label.getKey(), label.getValue()))
            .collect(Collectors.toList());
    String unit = metric.unit().isEmpty() ? null : metric.unit();
    // The function holds the metric, so that Micrometer's weak reference to it stays alive.
    if (metric.type() == Metric.Type.COUNTER) {
      FunctionCounter.builder(name, metric, any -> metric.value().getAsDouble())
          .tags(tags)
          .description(metric.description())
          .baseUnit(unit)
          .register(registry);
    } else {
      Gauge.builder(name, metric, any -> metric.value().getAsDouble())
          .tags(tags)
          .description(metric.description())
          .baseUnit(unit)
          .register(registry);
    }
  }

  private static String dotted(Metric metric) {
    String name = metric.name();
    String base =
        name.endsWith(COUNTER_SUFFIX)
            ? name.substring(0, name.length() - COUNTER_SUFFIX.length())
            : name;
    return base.replace('_', '.');
  }
}
