package io.mosaik.transport.quic;

import io.mosaik.api.metrics.Metric;
import io.mosaik.transport.quic.endpoint.Counter;
import io.mosaik.transport.quic.endpoint.EndpointCounters;
import java.util.List;

/** Metrics of an endpoint, over the same counters as {@link QuicStatistics}. */
final class QuicMetrics {

  private static final String PREFIX = "mosaik_quic_";

  private final EndpointCounters counters;

  private QuicMetrics(EndpointCounters counters) {
    this.counters = counters;
  }

  static List<Metric> of(EndpointCounters counters) {
    return new QuicMetrics(counters).all();
  }

  private List<Metric> all() {
    return List.of(
        counter("datagrams_received_total", "UDP datagrams received", Counter.DATAGRAMS_RECEIVED),
        counter("datagrams_sent_total", "UDP datagrams sent", Counter.DATAGRAMS_SENT),
        counter(
                "received_bytes_total",
                "Payload of the UDP datagrams received",
                Counter.BYTES_RECEIVED)
            .withUnit("bytes"),
        counter("sent_bytes_total", "Payload of the UDP datagrams sent", Counter.BYTES_SENT)
            .withUnit("bytes"),
        counter(
            "connections_accepted_total",
            "Connections of clients whose first packet was authentic",
            Counter.CONNECTIONS_ACCEPTED),
        counter(
            "connections_dialled_total",
            "Connections begun by this endpoint",
            Counter.CONNECTIONS_DIALLED),
        counter(
            "handshakes_refused_total",
            "Clients that got no answer because of a limit",
            Counter.HANDSHAKES_REFUSED),
        counter(
            "handshakes_evicted_total",
            "Clients whose unfinished handshake gave way to another client",
            Counter.HANDSHAKES_EVICTED),
        counter("retries_sent_total", "Retry packets sent", Counter.RETRIES_SENT),
        counter(
            "invalid_tokens_total",
            "Clients that were sent away because of an invalid Retry token",
            Counter.INVALID_TOKENS),
        counter(
            "new_tokens_accepted_total",
            "Clients that came back with a valid token of an earlier connection",
            Counter.NEW_TOKENS_ACCEPTED),
        counter(
            "version_negotiations_sent_total",
            "Version Negotiation packets sent",
            Counter.VERSION_NEGOTIATIONS_SENT),
        counter(
            "stateless_resets_sent_total", "Stateless resets sent", Counter.STATELESS_RESETS_SENT),
        counter(
            "datagrams_dropped_total",
            "Datagrams that belonged to no connection and got no answer",
            Counter.DATAGRAMS_DROPPED),
        counter(
            "send_failures_total",
            "Datagrams that the operating system refused to send",
            Counter.DATAGRAMS_UNSENT),
        counter(
            "internal_errors_total",
            "Internal errors, each of which ended a connection",
            Counter.INTERNAL_ERRORS),
        gauge("connections", "Connections, closing ones included", Counter.CONNECTIONS),
        gauge(
            "handshakes_in_progress",
            "Clients whose handshake is not complete",
            Counter.HANDSHAKES));
  }

  private Metric counter(String name, String description, Counter counter) {
    return Metric.counter(PREFIX + name, description, () -> counters.of(counter));
  }

  private Metric gauge(String name, String description, Counter counter) {
    return Metric.gauge(PREFIX + name, "", description, () -> counters.of(counter));
  }
}
