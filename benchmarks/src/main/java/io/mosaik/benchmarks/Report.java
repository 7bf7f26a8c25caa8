package io.mosaik.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What many runs have in common.
 *
 * @param slots how many records there were
 * @param first the first of all, with a JVM that was still cold itself; not among the others
 * @param runs those that count
 */
record Report(int slots, Run first, List<Run> runs) {

  boolean allFound() {
    return runs.stream().allMatch(run -> run.found() == slots);
  }

  void print(PrintStream out, Duration goal, long dropsOfNodes) {
    Duration median = Duration.ofNanos(percentile(50, run -> run.taken().toNanos()));
    out.printf(
        Locale.ROOT,
        "  time of %d runs      median %s, p95 %s, max %s; goal %s: %s; first of the JVM %s%n",
        runs.size(),
        seconds(median),
        seconds(Duration.ofNanos(percentile(95, run -> run.taken().toNanos()))),
        seconds(Duration.ofNanos(percentile(100, run -> run.taken().toNanos()))),
        seconds(goal),
        median.compareTo(goal) <= 0 ? "met" : "MISSED",
        seconds(first.taken()));
    out.printf(
        Locale.ROOT,
        "  processor time       median %s a run, of client and nodes together%n",
        seconds(Duration.ofNanos(percentile(50, run -> run.processor().toNanos()))));
    out.printf(
        Locale.ROOT,
        "  records found        %d of %d in %d of %d runs, fewest %d; all conclusive in %d%n",
        slots,
        slots,
        runs.stream().filter(run -> run.found() == slots).count(),
        runs.size(),
        percentile(0, Run::found),
        runs.stream().filter(run -> run.conclusive() == slots).count());
    out.printf(
        Locale.ROOT,
        "  queries a run        median %d, max %d; slow %d, timed out %d, late %d (medians)%n",
        percentile(50, run -> run.statistics().queriesSent()),
        percentile(100, run -> run.statistics().queriesSent()),
        percentile(50, run -> run.statistics().slow()),
        percentile(50, run -> run.statistics().timedOut()),
        percentile(50, run -> run.statistics().lateAnswers()));
    out.printf(
        Locale.ROOT,
        "  dropped by kernel    %d by clients, %d by nodes; receive buffer %d bytes%n",
        dropsOfClients(),
        dropsOfNodes,
        first.statistics().receiveBufferBytes());
  }

  private long dropsOfClients() {
    return runs.stream().mapToLong(run -> run.statistics().kernelDrops().orElse(0)).sum();
  }

  /** The smallest value that at least so many per cent of the runs do not exceed. */
  private long percentile(int percent, ToLongFunction<Run> value) {
    long[] sorted = runs.stream().mapToLong(value).sorted().toArray();
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted[Math.max(rank - 1, 0)];
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
  }
}
