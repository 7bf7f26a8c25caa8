package io.mosaik.benchmarks.ping;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What one contestant achieved at one concurrency. Immutable.
 *
 * @param concurrency how many pings were under way at once
 * @param pings how many were counted
 * @param wall how long they took all together
 * @param processor what the whole process computed meanwhile, client and server together
 * @param ping the median of one ping
 * @param handshake the median of one handshake, one at a time
 */
record Figures(
    int concurrency,
    int pings,
    Duration wall,
    Duration processor,
    Duration ping,
    Duration handshake) {

  private static final String MARK = "FIGURES";

  double pingsPerSecond() {
    return pings / (wall.toNanos() / 1e9);
  }

  double processorMillisPerPing() {
    return processor.toNanos() / 1e6 / pings;
  }

  /** One line for another process to read. */
  String toLine() {
    return String.format(
        Locale.ROOT,
        "%s %d %d %d %d %d %d",
        MARK,
        concurrency,
        pings,
        wall.toNanos(),
        processor.toNanos(),
        ping.toNanos(),
        handshake.toNanos());
  }

  /** What a line says, unless it is about something else. */
  static Optional<Figures> parse(String line) {
    String[] words = line.strip().split(" ");
    if (!words[0].equals(MARK)) {
      return Optional.empty();
    }
    long[] numbers = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
    return Optional.of(
        new Figures(
            (int) numbers[0],
            (int) numbers[1],
            Duration.ofNanos(numbers[2]),
            Duration.ofNanos(numbers[3]),
            Duration.ofNanos(numbers[4]),
            Duration.ofNanos(numbers[5])));
  }
}
