package io.mosaik.monitor;

import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Metrics of the Java virtual machine, under the names of Prometheus' own client. Stateless. */
final class JvmMetrics implements MetricSource {

  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    addMemory(all);
    addCollectors(all);
    all.add(
        Metric.gauge(
            "jvm_threads_current",
            "",
            "Live threads, daemon threads included",
            () -> ManagementFactory.getThreadMXBean().getThreadCount()));
    all.add(
        Metric.gauge(
            "jvm_classes_currently_loaded",
            "",
            "Loaded classes",
            () -> ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()));
    all.add(
        new Metric(
            "process_cpu_seconds_total",
            Metric.Type.COUNTER,
            "seconds",
            "User and system CPU time of the process",
            Map.of(),
            JvmMetrics::cpuSeconds));
    all.add(
        Metric.gauge(
            "process_start_time_seconds",
            "seconds",
            "Start time of the process, since 1970-01-01T00:00:00Z",
            () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND));
    return all;
  }

  private static void addMemory(List<Metric> all) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Map<String, Supplier<MemoryUsage>> areas =
        Map.of("heap", memory::getHeapMemoryUsage, "nonheap", memory::getNonHeapMemoryUsage);
    areas.forEach(
        (area, usage) -> {
          all.add(memory("used", "Used memory", area, usage, MemoryUsage::getUsed));
          all.add(memory("committed", "Committed memory", area, usage, MemoryUsage::getCommitted));
          all.add(memory("max", "Limit of memory", area, usage, MemoryUsage::getMax));
        });
  }

  /** An area without a limit has the limit -1. */
  private static Metric memory(
      String name,
      String description,
      String area,
      Supplier<MemoryUsage> usage,
      ToLongFunction<MemoryUsage> part) {
    return Metric.gauge(
            "jvm_memory_" + name + "_bytes",
            "bytes",
            description + " of the JVM, by area",
            () -> part.applyAsLong(usage.get()))
        .withLabel("area", area);
  }

  private static void addCollectors(List<Metric> all) {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      all.add(
          Metric.counter(
                  "jvm_gc_collections_total",
                  "Garbage collections, by collector",
                  () -> Math.max(0, collector.getCollectionCount()))
              .withLabel("gc", collector.getName()));
      all.add(
          new Metric(
              "jvm_gc_collection_seconds_total",
              Metric.Type.COUNTER,
              "seconds",
              "Time spent in garbage collections, by collector",
              Map.of("gc", collector.getName()),
              () -> Math.max(0, collector.getCollectionTime()) / MILLIS_PER_SECOND));
    }
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .map(nanos -> nanos / NANOS_PER_SECOND)
        .orElse(Double.NaN);
  }
}
