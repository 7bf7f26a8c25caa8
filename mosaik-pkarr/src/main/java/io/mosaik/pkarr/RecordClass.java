package io.mosaik.pkarr;

import java.util.Optional;

/** The classes of DNS records that pkarr reads (RFC 1035, section 3.2.4; RFC 2136). */
public enum RecordClass {
  /** The Internet. */
  IN(1),
  /** CSNET, obsolete. */
  CS(2),
  /** Chaosnet. */
  CH(3),
  /** Hesiod. */
  HS(4),
  /** No class: used in updates. */
  NONE(254);

  private final int code;

  RecordClass(int code) {
    this.code = code;
  }

  /**
   * The number on the wire.
   *
   * @return the number on the wire
   */
  public int code() {
    return code;
  }

  static Optional<RecordClass> ofCode(int code) {
    for (RecordClass candidate : values()) {
      if (candidate.code == code) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
