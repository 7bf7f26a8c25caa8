package io.mosaik.transport.quic.tls;

import java.util.Optional;

/** The groups in which keys are exchanged (RFC 8446, section 4.2.7). Immutable. */
public enum NamedGroup {
  /** X25519 (RFC 7748). What everybody here uses. */
  X25519(0x001d),
  /** NIST P-256, for a peer that insists. */
  SECP256R1(0x0017);

  private final int code;

  NamedGroup(int code) {
    this.code = code;
  }

  /**
   * The code on the wire.
   *
   * @return two bytes, unsigned
   */
  public int code() {
    return code;
  }

  /**
   * The group with a code.
   *
   * @param code two bytes, unsigned
   * @return the group, or empty if it is none of ours
   */
  public static Optional<NamedGroup> ofCode(int code) {
    for (NamedGroup group : values()) {
      if (group.code == code) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }
}
