package io.mosaik.api;

/**
 * An Ed25519 signature (RFC 8032, section 5.1.6): {@code R} and {@code S}, 32 bytes each. Having
 * one says nothing about its validity.
 *
 * <p>Immutable.
 *
 * @param bytes exactly {@link #SIZE} bytes
 */
public record Signature(Bytes bytes) {

  /** The length of every signature, in bytes. */
  public static final int SIZE = 64;

  /** Checks the length. */
  public Signature {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + bytes.size());
    }
  }

  @Override
  public String toString() {
    return bytes.toHex();
  }
}
