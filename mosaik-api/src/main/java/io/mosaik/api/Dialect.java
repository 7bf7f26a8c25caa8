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
   * What our own entries in this dialect say in their first field.
   *
   * @return a semantic version
   */
  public String protocol() {
    return protocol;
  }
}
