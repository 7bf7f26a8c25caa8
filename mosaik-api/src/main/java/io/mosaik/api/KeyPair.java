package io.mosaik.api;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * An Ed25519 secret seed with its public key. Its text form never shows the secret, and it is
 * compared by its public key.
 *
 * <p>Immutable.
 */
public final class KeyPair {

  /** The length of the secret seed, in bytes. */
  public static final int SEED_SIZE = 32;

  private final Bytes seed;
  private final PublicKey publicKey;

  private KeyPair(Bytes seed) {
    this.seed = seed;
    this.publicKey = new PublicKey(Ed25519.publicKey(seed));
  }

  /**
   * The key pair of a seed (RFC 8032, section 5.1.5).
   *
   * @param seed exactly 32 bytes
   * @return its key pair
   * @throws IllegalArgumentException for any other length
   */
  public static KeyPair ofSeed(Bytes seed) {
    if (seed.size() != SEED_SIZE) {
      throw new IllegalArgumentException("a secret seed has 32 bytes, not " + seed.size());
    }
    return new KeyPair(seed);
  }

  /**
   * The key pair of a seed given as text.
   *
   * @param hex exactly 64 hexadecimal digits in either case
   * @return its key pair
   * @throws IllegalArgumentException if the text is anything else; the message does not repeat it
   */
  public static KeyPair fromHex(String hex) {
    if (hex.length() != 2 * SEED_SIZE || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(
          "a secret is 64 hexadecimal digits; this text has " + hex.length() + " characters");
    }
    return ofSeed(Bytes.fromHex(hex));
  }

  /**
   * A fresh key pair.
   *
   * @param random a cryptographically strong source
   * @return a new key pair
   */
  public static KeyPair generate(RandomGenerator random) {
    byte[] seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    return ofSeed(Bytes.of(seed));
  }

  /**
   * The secret seed. Handle with care.
   *
   * @return 32 bytes
   */
  public Bytes seed() {
    return seed;
  }

  /**
   * The public half.
   *
   * @return the public key
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * The public half as the id of a peer.
   *
   * @return the peer id
   */
  public PeerId peerId() {
    return new PeerId(publicKey);
  }

  /**
   * Signs with plain Ed25519: no prehash, no context.
   *
   * @param message what to sign
   * @return the signature
   */
  public Signature sign(Bytes message) {
    return new Signature(Ed25519.sign(seed, publicKey.bytes(), message));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyPair that && publicKey.equals(that.publicKey);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  @Override
  public String toString() {
    return "KeyPair[" + publicKey.bytes().toHex() + "]";
  }
}
