package io.mosaik.benchmarks.relay;

import java.time.Duration;

/**
 * What came of one load.
 *
 * @param failures how many requests were not answered, or with another status than wanted
 * @param taken from the first request to the last answer
 * @param generator processor time that it cost to ask
 * @param latencies of all requests, in nanoseconds, in no order
 */
record Sample(int failures, Duration taken, Duration generator, long[] latencies) {

  int requests() {
    return latencies.length;
  }
}
