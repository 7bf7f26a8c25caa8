package io.mosaik.relay.service;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the relay does, and tells it in the text format of Prometheus.
 *
 * <p>Thread-safe.
 */
final class Metrics {

  /** What is counted beside responses. */
  enum Count {
    CACHE_HITS("packets handed out without looking into the DHT"),
    LOOKUPS("lookups in the DHT"),
    LOOKUPS_SHARED("requests that found their lookup under way"),
    LOOKUPS_UNANSWERED("lookups that no node answered"),
    STORES("packets given to the DHT"),
    STORE_FAILURES("packets that the DHT did not take"),
    LIMITED("requests refused for being too many");

    private final String meaning;

    Count(String meaning) {
      this.meaning = meaning;
    }
  }

  private final Map<Count, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> responses = new ConcurrentSkipListMap<>();

  Metrics() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  void count(Count what) {
    counts.get(what).increment();
  }

  /** The method must be one that the relay knows, so that there are few kinds. */
  void responded(String method, int status) {
    responses
        .computeIfAbsent(
            "method=\"" + method + "\",status=\"" + status + "\"", any -> new LongAdder())
        .increment();
  }

  String render(long cached, ServerCounters server) {
    StringBuilder text = new StringBuilder();
    head(text, "responses_total", "counter", "HTTP responses");
    responses.forEach(
        (labels, count) ->
            text.append("mosaik_relay_responses_total{")
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
    counts.forEach(
        (what, count) -> {
          String name = what.name().toLowerCase(java.util.Locale.ROOT) + "_total";
          head(text, name, "counter", what.meaning);
          text.append("mosaik_relay_").append(name).append(' ').append(count.sum()).append('\n');
        });
    head(text, "cached_packets", "gauge", "packets in the cache");
    text.append("mosaik_relay_cached_packets ").append(cached).append('\n');
    head(text, "connections", "gauge", "open connections");
    text.append("mosaik_relay_connections ").append(server.connections()).append('\n');
    head(text, "connections_evicted_total", "counter", "slow connections that made room");
    text.append("mosaik_relay_connections_evicted_total ").append(server.evicted()).append('\n');
    head(text, "accept_failures_total", "counter", "connections that could not be accepted");
    text.append("mosaik_relay_accept_failures_total ").append(server.acceptFailures()).append('\n');
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String meaning) {
    text.append("# HELP mosaik_relay_").append(name).append(' ').append(meaning).append('\n');
    text.append("# TYPE mosaik_relay_").append(name).append(' ').append(type).append('\n');
  }
}
