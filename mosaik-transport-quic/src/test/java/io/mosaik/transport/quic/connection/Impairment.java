package io.mosaik.transport.quic.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a bad network does to datagrams; shares are between 0 and 1. Immutable. */
public record Impairment(
    Duration delay,
    Duration jitter,
    double loss,
    double duplication,
    double corruption,
    double truncation) {

  static final Impairment NONE = new Impairment(Duration.ofMillis(10), Duration.ZERO, 0, 0, 0, 0);

  /** What becomes of a datagram: bytes of its own that arrive after a while. */
  public record Arrival(byte[] bytes, long afterNanos) {}

  /** A link that also repeats, alters, cuts and reorders now and then. */
  public static Impairment lossy(int delayMillis, double loss) {
    Duration delay = Duration.ofMillis(delayMillis);
    return new Impairment(delay, delay.dividedBy(4), loss, 0.01, 0.01, 0.01);
  }

  /** What arrives of a datagram: nothing, it, or more than once, and then perhaps damaged. */
  public List<Arrival> arrivalsOf(byte[] datagram, int size, Random random) {
    List<Arrival> arrivals = new ArrayList<>(2);
    if (random.nextDouble() < loss) {
      return arrivals;
    }
    int copies = random.nextDouble() < duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      byte[] bytes = Arrays.copyOf(datagram, size);
      if (random.nextDouble() < corruption) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextDouble() < truncation) {
        bytes = Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 1));
      }
      long late = (long) (random.nextDouble() * jitter.toNanos());
      arrivals.add(new Arrival(bytes, delay.toNanos() + late));
    }
    return arrivals;
  }
}
