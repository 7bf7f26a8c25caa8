package io.mosaik.transport.quic.packet;

import java.util.random.RandomGenerator;

/** Version numbers (RFC 9000, section 15). */
public final class QuicVersion {

  /** QUIC version 1, the only one spoken here. */
  public static final int V1 = 1;

  private static final int RESERVED_MASK = 0x0f0f0f0f;
  private static final int RESERVED_PATTERN = 0x0a0a0a0a;

  private QuicVersion() {}

  /**
   * Returns a version of the form 0x?a?a?a?a, which nobody speaks, to keep version negotiation
   * exercised (sections 6.3 and 15).
   *
   * @param other a version that it must differ from: a client discards an offer that lists the
   *     version it has chosen (section 6.2)
   */
  public static int reservedOtherThan(int other, RandomGenerator random) {
    int version;
    do {
      version = random.nextInt() & ~RESERVED_MASK | RESERVED_PATTERN;
    } while (version == other);
    return version;
  }
}
