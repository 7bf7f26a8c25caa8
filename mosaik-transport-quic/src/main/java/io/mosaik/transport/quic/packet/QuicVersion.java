package io.mosaik.transport.quic.packet;

/** Version numbers (RFC 9000, section 15). */
public final class QuicVersion {

  /** QUIC version 1, the only one spoken here. */
  public static final int V1 = 1;

  /** A version that nobody speaks, to keep version negotiation exercised (section 6.3). */
  public static final int RESERVED = 0x1a2a3a4a;

  private QuicVersion() {}
}
