package io.mosaik.dht;

import static io.mosaik.dht.node.Counter.ANSWERS;
import static io.mosaik.dht.node.Counter.BOOTSTRAP_FAILURES;
import static io.mosaik.dht.node.Counter.DATAGRAMS_RECEIVED;
import static io.mosaik.dht.node.Counter.DATAGRAMS_SENT;
import static io.mosaik.dht.node.Counter.ESTIMATED_NODES;
import static io.mosaik.dht.node.Counter.FORGED_VALUES;
import static io.mosaik.dht.node.Counter.INTERNAL_ERRORS;
import static io.mosaik.dht.node.Counter.KNOWN_NODES;
import static io.mosaik.dht.node.Counter.LATE_ANSWERS;
import static io.mosaik.dht.node.Counter.QUERIES_IGNORED;
import static io.mosaik.dht.node.Counter.QUERIES_IN_FLIGHT;
import static io.mosaik.dht.node.Counter.QUERIES_REFUSED;
import static io.mosaik.dht.node.Counter.QUERIES_SENT;
import static io.mosaik.dht.node.Counter.QUERIES_SERVED;
import static io.mosaik.dht.node.Counter.ROUND_TRIP_NANOS;
import static io.mosaik.dht.node.Counter.SEND_FAILURES;
import static io.mosaik.dht.node.Counter.SLOW;
import static io.mosaik.dht.node.Counter.STORED_ITEMS;
import static io.mosaik.dht.node.Counter.TABLE_FILE_FAILURES;
import static io.mosaik.dht.node.Counter.TIMED_OUT;
import static io.mosaik.dht.node.Counter.UNUSABLE_VALUES;

import io.mosaik.api.metrics.Metric;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.net.MainlineNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Metrics of a DHT node, over the same counters as {@link DhtStatistics}. */
final class DhtMetrics {

  private static final String PREFIX = "mosaik_dht_";
  private static final double NANOS_PER_SECOND = 1e9;

  private final MainlineNode node;
  private final Counters counters;
  private final List<Metric> metrics = new ArrayList<>();

  private DhtMetrics(MainlineNode node) {
    this.node = node;
    this.counters = node.counters();
  }

  static List<Metric> of(MainlineNode node) {
    DhtMetrics all = new DhtMetrics(node);
    all.addState();
    all.addTraffic();
    all.addQueries();
    all.addFaults();
    return List.copyOf(all.metrics);
  }

  private void addState() {
    gauge("routing_table_nodes", "Nodes in the routing table", KNOWN_NODES);
    gauge("stored_items", "BEP 44 items stored for other nodes", STORED_ITEMS);
    gauge("queries_in_flight", "Queries that wait for a response", QUERIES_IN_FLIGHT);
    metrics.add(
        Metric.gauge(
            PREFIX + "estimated_network_nodes",
            "",
            "Estimated number of nodes in the whole DHT",
            () -> unlessZero(counters.get(ESTIMATED_NODES))));
    metrics.add(
        Metric.gauge(
            PREFIX + "smoothed_round_trip_seconds",
            "seconds",
            "Smoothed round-trip time over all nodes",
            () -> unlessZero(counters.get(ROUND_TRIP_NANOS)) / NANOS_PER_SECOND));
    metrics.add(
        Metric.gauge(
            PREFIX + "serving",
            "",
            "1 if queries of other nodes are answered, 0 if this node is a client only",
            () -> node.isServing() ? 1 : 0));
    metrics.add(
        Metric.gauge(
            PREFIX + "receive_buffer_bytes",
            "bytes",
            "Receive buffer of each socket, as granted by the operating system",
            node::receiveBufferBytes));
  }

  private void addTraffic() {
    counter("datagrams_received_total", "UDP datagrams received", DATAGRAMS_RECEIVED);
    counter("datagrams_sent_total", "UDP datagrams sent", DATAGRAMS_SENT);
    counter(
        "send_failures_total",
        "Datagrams that the operating system refused to send",
        SEND_FAILURES);
    metrics.add(
        new Metric(
            PREFIX + "kernel_drops_total",
            Metric.Type.COUNTER,
            "",
            "Datagrams dropped by the kernel because the receive buffer was full",
            Map.of(),
            () -> node.kernelDrops().stream().asDoubleStream().findFirst().orElse(Double.NaN)));
    labelled(
        "datagrams_dropped_total",
        "Received datagrams that were dropped, by reason",
        "reason",
        Counter::isDropReason);
  }

  private void addQueries() {
    counter("queries_sent_total", "Queries sent, repetitions included", QUERIES_SENT);
    counter(
        "responses_received_total",
        "Responses and errors received in time for queries of this node",
        ANSWERS);
    counter(
        "late_responses_received_total",
        "Responses received after the lookup had gone on, but before the query timed out",
        LATE_ANSWERS);
    counter("queries_slow_total", "Queries that a lookup no longer waited for", SLOW);
    counter("queries_timed_out_total", "Queries that were never answered", TIMED_OUT);
    metrics.add(
        Metric.counter(
            PREFIX + "queries_received_total",
            "Queries received that were answered, refused or ignored; all others were dropped",
            () ->
                counters.get(QUERIES_SERVED)
                    + counters.get(QUERIES_REFUSED)
                    + counters.get(QUERIES_IGNORED)));
    counter("queries_answered_total", "Queries received and answered", QUERIES_SERVED);
    counter(
        "queries_refused_total", "Queries received and answered with an error", QUERIES_REFUSED);
    counter(
        "queries_ignored_total",
        "Queries received and not answered, because this node is a client or the answer exceeds its budget",
        QUERIES_IGNORED);
    labelled("limits_reached_total", "Times a limit had an effect", "limit", Counter::isLimit);
  }

  private void addFaults() {
    counter(
        "unusable_values_total",
        "Responses with a value that was not the one asked for",
        UNUSABLE_VALUES);
    counter(
        "forged_values_total",
        "Responses with a value whose signature or hash was wrong",
        FORGED_VALUES);
    counter("internal_errors_total", "Internal errors of this node", INTERNAL_ERRORS);
    counter(
        "bootstrap_failures_total",
        "Names of bootstrap nodes that could not be resolved",
        BOOTSTRAP_FAILURES);
    counter(
        "table_file_failures_total",
        "Failed reads and writes of the routing table file",
        TABLE_FILE_FAILURES);
  }

  private void counter(String name, String description, Counter counter) {
    metrics.add(Metric.counter(PREFIX + name, description, () -> counters.get(counter)));
  }

  private void gauge(String name, String description, Counter counter) {
    metrics.add(Metric.gauge(PREFIX + name, "", description, () -> counters.get(counter)));
  }

  /** All label values are there from the start, so that a rate can be told from the first one. */
  private void labelled(String name, String description, String label, Predicate<Counter> belongs) {
    for (Counter counter : Counter.values()) {
      if (belongs.test(counter)) {
        metrics.add(
            Metric.counter(PREFIX + name, description, () -> counters.get(counter))
                .withLabel(label, counter.shortName()));
      }
    }
  }

  private static double unlessZero(long value) {
    return value == 0 ? Double.NaN : value;
  }
}
