package io.mosaik.api.metrics;

import java.util.List;

/** An object that can be monitored by numbers. Thread-safe. */
@FunctionalInterface
public interface MetricSource {

  /**
   * Returns the metrics of this object. Which series there are does not change while the object
   * lives; what they read, does. After the object was closed, they read their last values.
   *
   * @return all series, each with another name or other labels
   */
  List<Metric> metrics();
}
