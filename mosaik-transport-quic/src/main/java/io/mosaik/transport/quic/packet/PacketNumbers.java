package io.mosaik.transport.quic.packet;

/** Packet numbers and their short forms (RFC 9000, section 17.1 and appendix A). Stateless. */
public final class PacketNumbers {

  /** The greatest packet number. */
  public static final long MAX = WireWriter.MAX_VAR_INT;

  private PacketNumbers() {}

  /**
   * How many bytes a packet number needs so that the peer can tell it from its neighbours.
   *
   * @param largestAcknowledged the largest that the peer acknowledged, or -1
   */
  public static int encodedSize(long packetNumber, long largestAcknowledged) {
    long unacknowledged = packetNumber - largestAcknowledged;
    int bits = 64 - Long.numberOfLeadingZeros(unacknowledged) + 1;
    int size = (bits + 7) / 8;
    if (size > 4) {
      throw new IllegalStateException(unacknowledged + " packets without acknowledgement");
    }
    return size;
  }

  /** The short form of a packet number, {@code size} bytes of a packet from {@code at} on. */
  public static long truncated(byte[] packet, int at, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | packet[at + i] & 0xff;
    }
    return value;
  }

  /**
   * The packet number that a short form stands for.
   *
   * @param truncated the low {@code size} bytes of it
   * @param size 1 to 4
   * @param expected one more than the largest number seen so far
   */
  public static long decode(long truncated, int size, long expected) {
    long window = 1L << 8 * size;
    long half = window / 2;
    long candidate = expected & -window | truncated;
    if (candidate <= expected - half && candidate < MAX + 1 - window) {
      return candidate + window;
    }
    if (candidate > expected + half && candidate >= window) {
      return candidate - window;
    }
    return candidate;
  }
}
