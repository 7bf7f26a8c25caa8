package io.mosaik.api;

/**
 * An Ed25519 public key (RFC 8032, section 5.1.5): 32 bytes that decompress to a point of
 * edwards25519. As in ed25519-dalek, a point of small order is a key, and so is an unusual spelling
 * of a point, which makes another key than the usual one. Ordered bytewise, unsigned.
 *
 * <p>Immutable.
 *
 * @param bytes exactly {@link #SIZE} bytes
 */
public record PublicKey(Bytes bytes) implements Comparable<PublicKey> {

  /** The length of every public key, in bytes. */
  public static final int SIZE = 32;

  /** Checks the length and that the bytes are a point of the curve. */
  public PublicKey {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.size());
    }
    if (!Ed25519.isPoint(bytes)) {
      throw new IllegalArgumentException("not a point of edwards25519: " + bytes);
    }
  }

  /**
   * Reads z-base-32 text, the form in which pkarr writes keys.
   *
   * @param text 52 characters
   * @return the key
   * @throws IllegalArgumentException if the text is anything else, or no point of the curve
   */
  public static PublicKey fromZBase32(String text) {
    return new PublicKey(Encodings.fromZBase32(text));
  }

  /**
   * The key as z-base-32 text, the form in which pkarr writes keys.
   *
   * @return 52 characters
   */
  public String toZBase32() {
    return Encodings.toZBase32(bytes);
  }

  /**
   * Verifies a signature as ed25519-dalek's {@code verify} does: {@code S} is below the group order
   * and {@code R} has exactly the bytes of {@code S·B − h·A}; a key or {@code R} of small order is
   * let pass. This is what pkarr and mainline apply to records.
   *
   * @param message what was signed
   * @param signature the signature
   * @return whether it holds
   */
  public boolean verify(Bytes message, Signature signature) {
    return Ed25519.verify(bytes, message, signature.bytes());
  }

  /**
   * Verifies a signature as ed25519-dalek's {@code verify_strict} does: as {@link #verify}, and
   * neither the key nor {@code R} may be of small order. This is what mosaik applies to peer
   * entries.
   *
   * @param message what was signed
   * @param signature the signature
   * @return whether it holds
   */
  public boolean verifyStrict(Bytes message, Signature signature) {
    return Ed25519.verifyStrict(bytes, message, signature.bytes());
  }

  @Override
  public int compareTo(PublicKey other) {
    return bytes.compareTo(other.bytes);
  }

  /** {@link #toZBase32()}. */
  @Override
  public String toString() {
    return toZBase32();
  }
}
