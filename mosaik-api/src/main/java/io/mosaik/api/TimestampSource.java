package io.mosaik.api;

import io.mosaik.api.time.Ambient;
import java.time.InstantSource;

/**
 * Gives out timestamps that rise by at least {@value #STEP} from call to call, even when the clock
 * steps back. The low byte is drawn once per source, so that two programs rarely sign in the same
 * microsecond; hence a timestamp may lie up to 255 µs to either side of the clock, and further
 * ahead of it if many are drawn at once.
 *
 * <p>Thread-safe by its monitor. Use one per process, so that all slots share one order.
 */
public final class TimestampSource {

  /** The least distance between two timestamps, in microseconds. */
  public static final int STEP = 256;

  private final InstantSource wallClock;
  private final int lowByte;
  private long last;

  /**
   * Starts from the clock of an ambient.
   *
   * @param ambient gives the date and the random byte
   */
  public TimestampSource(Ambient ambient) {
    this.wallClock = ambient.wallClock();
    this.lowByte = ambient.random().nextInt(STEP);
  }

  /**
   * The next timestamp.
   *
   * @return a timestamp above all that this source gave out before
   */
  public synchronized Timestamp next() {
    long clock = Timestamp.of(wallClock.instant()).micros() & -STEP;
    last = Math.max(clock, last + STEP);
    return new Timestamp(last | lowByte);
  }
}
