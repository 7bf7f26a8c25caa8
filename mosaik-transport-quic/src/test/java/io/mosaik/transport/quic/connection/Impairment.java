package io.mosaik.transport.quic.connection;

import java.time.Duration;

/** What a simulated network does to datagrams; shares are between 0 and 1. */
record Impairment(
    Duration delay,
    Duration jitter,
    double loss,
    double duplication,
    double corruption,
    double truncation) {

  static final Impairment NONE = new Impairment(Duration.ofMillis(10), Duration.ZERO, 0, 0, 0, 0);

  static Impairment lossy(int delayMillis, double loss) {
    Duration delay = Duration.ofMillis(delayMillis);
    return new Impairment(delay, delay.dividedBy(4), loss, 0.01, 0.01, 0.01);
  }
}
