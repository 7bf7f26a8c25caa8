package io.mosaik.monitor.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mosaik.api.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Meters read the same values as the metrics that they are bound to. */
class MosaikMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void countersAndGaugesAreBoundUnderDottedNames() {
    AtomicLong sent = new AtomicLong(3);
    new MosaikMetrics(
            () ->
                List.of(
                    Metric.counter("mosaik_quic_sent_bytes_total", "Bytes sent", sent::get)
                        .withUnit("bytes")
                        .withLabel("peer", "a"),
                    Metric.gauge("mosaik_dht_stored_items", "", "Items", () -> 7)))
        .bindTo(registry);
    System.gc(); // a meter whose metric was collected would read no more
    sent.set(5);
    FunctionCounter counter =
        registry.get("mosaik.quic.sent.bytes").tag("peer", "a").functionCounter();
    assertEquals(5, counter.count());
    assertEquals("bytes", counter.getId().getBaseUnit());
    assertEquals("Bytes sent", counter.getId().getDescription());
    Gauge gauge = registry.get("mosaik.dht.stored.items").gauge();
    assertEquals(7, gauge.value());
  }
}
