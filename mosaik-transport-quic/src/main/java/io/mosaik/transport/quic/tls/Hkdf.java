package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    return new HmacKey(hash, salt).mac(ByteBuffer.wrap(inputKeyMaterial));
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
    HmacKey key = new HmacKey(hash, secret);
    byte[] output = expandLabel(key, label, context, length);
    key.destroy();
    return output;
  }

  /** The same from a secret that several things are derived from. */
  static byte[] expandLabel(HmacKey secret, String label, Bytes context, int length) {
    int labelSize = LABEL_PREFIX.length + label.length();
    if (labelSize > 255 || context.size() > 255 || length > 255 * secret.hash().size()) {
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
    return expand(secret, info, length);
  }

  /** HMAC, as the Finished message uses it (RFC 8446, section 4.4.4). */
  static byte[] hmac(HashAlgorithm hash, byte[] key, Bytes message) {
    return new HmacKey(hash, key).mac(message.asByteBuffer());
  }

  private static byte[] expand(HmacKey secret, byte[] info, int length) {
    byte[] output = new byte[length];
    byte[] block = {};
    int filled = 0;
    for (int counter = 1; filled < length; counter++) {
      byte[] next =
          secret.mac( // each block begins with the one before
              ByteBuffer.wrap(block),
              ByteBuffer.wrap(info),
              ByteBuffer.wrap(new byte[] {(byte) counter}));
      int take = Math.min(next.length, length - filled);
      System.arraycopy(next, 0, output, filled, take);
      filled += take;
      Arrays.fill(block, (byte) 0);
      block = next;
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }
}
