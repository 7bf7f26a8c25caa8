package io.mosaik.api;

/**
 * Who a peer is: its Ed25519 public key, which it proves to own in every TLS handshake. Ordered
 * bytewise, unsigned.
 *
 * <p>Immutable.
 *
 * @param key the public key
 */
public record PeerId(PublicKey key) implements Comparable<PeerId> {

  /**
   * The id that consists of 32 bytes.
   *
   * @param bytes exactly 32 bytes
   * @return the id
   * @throws IllegalArgumentException for any other length, or if they are no point of edwards25519
   */
  public static PeerId ofBytes(Bytes bytes) {
    return new PeerId(new PublicKey(bytes));
  }

  /**
   * Reads an id as people pass it around: 64 hexadecimal digits (as iroh prints it), base58 (as in
   * a record's {@code _id}) or z-base-32 (as pkarr prints keys).
   *
   * @param text one of the three
   * @return the id
   * @throws IllegalArgumentException if the text is none of them; the message names all three
   */
  public static PeerId parse(String text) {
    return new PeerId(new PublicKey(Encodings.parseKey(text)));
  }

  /**
   * Reads base58 text with the Bitcoin alphabet and no checksum.
   *
   * @param text 32 to 44 characters
   * @return the id
   * @throws IllegalArgumentException if the text is anything else, or no point of the curve
   */
  public static PeerId fromBase58(String text) {
    return new PeerId(new PublicKey(Encodings.fromBase58(text)));
  }

  /**
   * The id as base58 text with the Bitcoin alphabet and no checksum.
   *
   * @return 32 to 44 characters
   */
  public String toBase58() {
    return Encodings.toBase58(key.bytes());
  }

  /**
   * The 32 bytes of the key.
   *
   * @return exactly 32 bytes
   */
  public Bytes bytes() {
    return key.bytes();
  }

  /**
   * The id as iroh prints it.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public String toHex() {
    return key.bytes().toHex();
  }

  /**
   * The first ten digits, for logs and tables.
   *
   * @return ten lower-case hexadecimal digits
   */
  public String toShortHex() {
    return toHex().substring(0, 10);
  }

  @Override
  public int compareTo(PeerId other) {
    return key.compareTo(other.key);
  }

  /** {@link #toHex()}. */
  @Override
  public String toString() {
    return toHex();
  }
}
