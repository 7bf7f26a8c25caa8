package io.mosaik.api;

/**
 * How a peer entry is laid out. The two cannot read each other; the protocol text in the first
 * field of an entry tells which one it is.
 */
public enum Dialect {
  /** mosaik 0.3 and older: no {@code functions}. */
  V0_3("0.3.17"),
  /** mosaik 0.4: {@code functions} between {@code streams} and {@code groups}. */
  V0_4("0.4.2");

  private final String protocol;

  Dialect(String protocol) {
    this.protocol = protocol;
  }

  /**
   * The dialect of an entry.
   *
   * @param protocol the semantic version in its first field, at most 128 characters
   * @return the dialect of that version; the newest known one if the version is newer
   * @throws IllegalArgumentException if the text is not a semantic version
   */
  public static Dialect ofProtocol(String protocol) {
    SemanticVersion version = SemanticVersion.parse(protocol);
    boolean old = version.major() == 0 && version.minor() >= 0 && version.minor() <= 3;
    return old ? V0_3 : V0_4;
  }

  /**
   * What our own entries in this dialect say in their first field.
   *
   * @return a semantic version
   */
  public String protocol() {
    return protocol;
  }
}
