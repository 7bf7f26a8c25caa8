package io.mosaik.api;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.commons.codec.binary.Base32;
import org.apache.commons.codec.binary.Base58;

/**
 * Text forms of 32-byte keys. Reading is strict: there is one text for each key and encoding, and
 * the length is checked before anything is computed.
 */
final class Encodings {

  private static final int KEY_SIZE = PublicKey.SIZE;
  private static final int Z_BASE_32_LENGTH = 52;
  private static final int BASE_58_MAX_LENGTH = 44;
  private static final int HEX_LENGTH = 2 * KEY_SIZE;

  private static final Base32 Z_BASE_32 =
      Base32.builder()
          .setEncodeTable("ybndrfg8ejkmcpqxot1uwisza345h769".getBytes(StandardCharsets.US_ASCII))
          .get();

  /** The Bitcoin alphabet; refuses all other characters. */
  private static final Base58 BASE_58 = Base58.builder().get();

  private Encodings() {}

  static String toZBase32(Bytes key) {
    String padded = Z_BASE_32.encodeToString(key.unsafeArray());
    return padded.substring(0, Z_BASE_32_LENGTH);
  }

  static Bytes fromZBase32(String text) {
    if (text.length() == Z_BASE_32_LENGTH) {
      Bytes key = Bytes.of(Z_BASE_32.decode(text));
      // The library skips what is not in the alphabet and ignores the four bits left over.
      if (key.size() == KEY_SIZE && toZBase32(key).equals(text)) {
        return key;
      }
    }
    throw new IllegalArgumentException("not the z-base-32 text of a key: " + Excerpt.of(text));
  }

  static String toBase58(Bytes key) {
    return BASE_58.encodeToString(key.unsafeArray());
  }

  static Bytes fromBase58(String text) {
    if (text.length() >= KEY_SIZE && text.length() <= BASE_58_MAX_LENGTH) {
      try {
        Bytes key = Bytes.of(BASE_58.decode(text));
        if (key.size() == KEY_SIZE) {
          return key;
        }
      } catch (IllegalArgumentException foreignCharacter) {
        // The message below says as much.
      }
    }
    throw new IllegalArgumentException("not the base58 text of a key: " + Excerpt.of(text));
  }

  static Bytes parseKey(String text) {
    int length = text.length();
    try {
      if (length == HEX_LENGTH && text.chars().allMatch(HexFormat::isHexDigit)) {
        return Bytes.fromHex(text);
      }
      return length == Z_BASE_32_LENGTH ? fromZBase32(text) : fromBase58(text);
    } catch (IllegalArgumentException neither) {
      throw new IllegalArgumentException(
          "a key is 64 hexadecimal digits, 32 to 44 characters of base58, or 52 characters of"
              + " z-base-32; this is none of them: "
              + Excerpt.of(text),
          neither);
    }
  }
}
