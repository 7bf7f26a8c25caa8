package io.mosaik.pkarr.relay;

/**
 * Which request goes first when several wait.
 *
 * <p>Immutable.
 *
 * @param band the lower the sooner
 * @param tie decides within a band, the lower the sooner
 */
record Urgency(int band, long tie) implements Comparable<Urgency> {

  static final int EMPTY_BAND = 4;

  /** Somebody waits to be found. */
  static final Urgency WRITE = new Urgency(0, 0);

  static final Urgency OURS = new Urgency(1, 0);
  static final Urgency FOUND = new Urgency(2, 0);
  static final Urgency UNKNOWN = new Urgency(3, 0);

  @Override
  public int compareTo(Urgency other) {
    int bands = Integer.compare(band, other.band);
    return bands != 0 ? bands : Long.compare(tie, other.tie);
  }
}
