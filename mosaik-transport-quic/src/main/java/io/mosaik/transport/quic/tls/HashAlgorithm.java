package io.mosaik.transport.quic.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A hash function of the JDK. Immutable. */
public enum HashAlgorithm {
  /** SHA-256. */
  SHA_256("SHA-256", 32, 64),
  /** SHA-384. */
  SHA_384("SHA-384", 48, 128);

  private final int size;
  private final int blockSize;

  /** Never fed: only cloned, which is many times cheaper than asking the JDK for another. */
  private final MessageDigest pristine;

  HashAlgorithm(String name, int size, int blockSize) {
    this.size = size;
    this.blockSize = blockSize;
    try {
      this.pristine = MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("this Java runtime has no " + name, impossible);
    }
  }

  /**
   * The length of a hash value, and so of every secret derived with it.
   *
   * @return 32 or 48 bytes
   */
  public int size() {
    return size;
  }

  /** The length of what is hashed at a time, which HMAC wants to know. */
  int blockSize() {
    return blockSize;
  }

  MessageDigest newDigest() {
    return copy(pristine);
  }

  static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the digests of the JDK can be cloned", impossible);
    }
  }
}
