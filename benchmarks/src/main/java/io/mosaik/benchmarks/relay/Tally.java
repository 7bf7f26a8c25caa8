package io.mosaik.benchmarks.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one server did under one kind of load, over all rounds. Confined to one thread. */
final class Tally {

  private final List<Double> perSecond = new ArrayList<>();
  private final List<long[]> latencies = new ArrayList<>();
  private Duration server = Duration.ZERO;
  private Duration generator = Duration.ZERO;
  private Duration dht = Duration.ZERO;
  private Duration taken = Duration.ZERO;
  private long requests;
  private long failures;

  /**
   * Adds a round.
   *
   * @param serverCost processor time of the server's whole process meanwhile
   * @param dhtCost processor time of the DHT behind it
   */
  void add(Sample sample, Duration serverCost, Duration dhtCost) {
    perSecond.add(sample.requests() / seconds(sample.taken()));
    latencies.add(sample.latencies());
    server = server.plus(serverCost);
    generator = generator.plus(sample.generator());
    dht = dht.plus(dhtCost);
    taken = taken.plus(sample.taken());
    requests += sample.requests();
    failures += sample.failures();
  }

  long failures() {
    return failures;
  }

  /** The median of the rounds: other work on the machine disturbs one or the other. */
  double perSecond() {
    return perSecond.stream().sorted().toList().get(perSecond.size() / 2);
  }

  /** Seconds of processor time for 1,000 requests. */
  double cost() {
    return perThousand(server);
  }

  static String head() {
    return "                        requests/s   CPU s per 1,000    p50 ms   p99 ms   server busy"
        + "   asking: s per 1,000, busy   DHT: s per 1,000   requests   failures";
  }

  String line(String name) {
    if (requests == 0) {
      return String.format(Locale.ROOT, "%-24s no answer; %d failures", name, failures);
    }
    long[] sorted = latencies.stream().flatMapToLong(java.util.Arrays::stream).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%-24s %9.0f %17.4f %9.2f %8.2f %11.0f %% %20.4f, %3.0f %% %18.4f %10d %10d",
        name,
        perSecond(),
        cost(),
        percentile(sorted, 50),
        percentile(sorted, 99),
        100 * seconds(server) / seconds(taken),
        perThousand(generator),
        100 * seconds(generator) / seconds(taken),
        perThousand(dht),
        requests,
        failures);
  }

  private double perThousand(Duration time) {
    return seconds(time) * 1000 / requests;
  }

  private static double percentile(long[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted.length == 0 ? 0 : sorted[Math.max(rank - 1, 0)] / 1e6;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
