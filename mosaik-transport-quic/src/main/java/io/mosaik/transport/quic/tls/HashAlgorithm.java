package io.mosaik.transport.quic.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;

/** A hash function with its HMAC, both the JDK's. Immutable. */
public enum HashAlgorithm {
  /** SHA-256. */
  SHA_256("SHA-256", "HmacSHA256", 32),
  /** SHA-384. */
  SHA_384("SHA-384", "HmacSHA384", 48);

  private final String digestName;
  private final String macName;
  private final int size;

  HashAlgorithm(String digestName, String macName, int size) {
    this.digestName = digestName;
    this.macName = macName;
    this.size = size;
  }

  /**
   * The length of a hash value, and so of every secret derived with it.
   *
   * @return 32 or 48 bytes
   */
  public int size() {
    return size;
  }

  MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(digestName);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("this Java runtime has no " + digestName, impossible);
    }
  }

  Mac newMac() {
    try {
      return Mac.getInstance(macName);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("this Java runtime has no " + macName, impossible);
    }
  }
}
