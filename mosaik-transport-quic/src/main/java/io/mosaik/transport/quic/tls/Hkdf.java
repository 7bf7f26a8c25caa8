package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF (RFC 5869) and the form of it that TLS 1.3 and QUIC derive all keys with (RFC 8446, section
 * 7.1; RFC 9001, section 5.1). Thread-safe by having no state.
 *
 * <p>Arrays given in are left alone; arrays handed out belong to the caller, who wipes them.
 */
public final class Hkdf {

  private static final byte[] LABEL_PREFIX = "tls13 ".getBytes(StandardCharsets.US_ASCII);

  private Hkdf() {}

  /**
   * HKDF-Extract.
   *
   * @param hash the hash
   * @param salt at least one byte
   * @param inputKeyMaterial the secret put in
   * @return a pseudo-random key as long as a hash value
   */
  public static byte[] extract(HashAlgorithm hash, byte[] salt, byte[] inputKeyMaterial) {
    return keyed(hash, salt).doFinal(inputKeyMaterial);
  }

  /**
   * HKDF-Expand-Label without context, which is how QUIC uses it.
   *
   * @param hash the hash
   * @param secret a pseudo-random key
   * @param label the label without {@code "tls13 "}, such as {@code "quic key"}
   * @param length how many bytes to derive
   * @return that many bytes
   */
  public static byte[] expandLabel(HashAlgorithm hash, byte[] secret, String label, int length) {
    return expandLabel(hash, secret, label, Bytes.EMPTY, length);
  }

  /**
   * HKDF-Expand-Label.
   *
   * @param hash the hash
   * @param secret a pseudo-random key
   * @param label the label without {@code "tls13 "}, ASCII, 1 to 249 characters
   * @param context usually a hash value, at most 255 bytes
   * @param length how many bytes to derive, at most 255 hash values
   * @return that many bytes
   */
  public static byte[] expandLabel(
      HashAlgorithm hash, byte[] secret, String label, Bytes context, int length) {
    int labelSize = LABEL_PREFIX.length + label.length();
    if (labelSize > 255 || context.size() > 255 || length > 255 * hash.size()) {
      throw new IllegalArgumentException(
          "too long for HKDF-Expand-Label: label of "
              + labelSize
              + ", context of "
              + context.size()
              + " or output of "
              + length
              + " bytes");
    }
    byte[] info = new byte[2 + 1 + labelSize + 1 + context.size()];
    info[0] = (byte) (length >>> 8);
    info[1] = (byte) length;
    info[2] = (byte) labelSize;
    System.arraycopy(LABEL_PREFIX, 0, info, 3, LABEL_PREFIX.length);
    byte[] labelBytes = label.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(labelBytes, 0, info, 3 + LABEL_PREFIX.length, labelBytes.length);
    info[3 + labelSize] = (byte) context.size();
    context.copyTo(info, 4 + labelSize);
    return expand(hash, secret, info, length);
  }

  /** HMAC, as the Finished message uses it (RFC 8446, section 4.4.4). */
  static byte[] hmac(HashAlgorithm hash, byte[] key, Bytes message) {
    Mac mac = keyed(hash, key);
    mac.update(message.asByteBuffer());
    return mac.doFinal();
  }

  private static byte[] expand(HashAlgorithm hash, byte[] secret, byte[] info, int length) {
    Mac mac = keyed(hash, secret);
    byte[] output = new byte[length];
    byte[] block = new byte[hash.size()];
    int filled = 0;
    for (int counter = 1; filled < length; counter++) {
      mac.update(info);
      mac.update((byte) counter);
      writeBlock(mac, block);
      int take = Math.min(block.length, length - filled);
      System.arraycopy(block, 0, output, filled, take);
      filled += take;
      mac.update(block); // the next block begins with this one
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static void writeBlock(Mac mac, byte[] block) {
    try {
      mac.doFinal(block, 0);
    } catch (ShortBufferException impossible) {
      throw new IllegalStateException("the block is as long as the hash", impossible);
    }
  }

  private static Mac keyed(HashAlgorithm hash, byte[] key) {
    Mac mac = hash.newMac();
    try {
      mac.init(new SecretKeySpec(key, "HKDF"));
      return mac;
    } catch (InvalidKeyException impossible) {
      throw new IllegalStateException("HMAC takes any key", impossible);
    }
  }
}
