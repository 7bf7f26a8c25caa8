package io.mosaik.api;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Text forms of 32-byte keys. Reading is strict: there is one text for each key and encoding, and
 * the length is checked before anything is computed.
 *
 * <p>Written out here because applications bring older versions of commons-codec with them, which
 * have no Base58 and know no other alphabets of Base32.
 */
final class Encodings {

  private static final int KEY_SIZE = PublicKey.SIZE;
  private static final int Z_BASE_32_LENGTH = 52;
  private static final int Z_BASE_32_BITS = 5;
  private static final int BASE_58_MAX_LENGTH = 44;
  private static final int HEX_LENGTH = 2 * KEY_SIZE;

  private static final Alphabet Z_BASE_32 = new Alphabet("ybndrfg8ejkmcpqxot1uwisza345h769");

  /** The alphabet of Bitcoin. */
  private static final Alphabet BASE_58 =
      new Alphabet("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

  private static final BigInteger FIFTY_EIGHT = BigInteger.valueOf(58);

  private Encodings() {}

  /** The digits of a positional notation. */
  private static final class Alphabet {

    private final char[] digits;
    private final byte[] values = new byte[0x80];

    Alphabet(String digits) {
      this.digits = digits.toCharArray();
      Arrays.fill(values, (byte) -1);
      for (int i = 0; i < this.digits.length; i++) {
        values[this.digits[i]] = (byte) i;
      }
    }

    char digit(int value) {
      return digits[value];
    }

    /** Returns the value of a digit, or -1 for any other character. */
    int value(char digit) {
      return digit < values.length ? values[digit] : -1;
    }
  }

  /** Writes five bits a character, the highest first; four zero bits fill up the last one. */
  static String toZBase32(Bytes key) {
    char[] text = new char[Z_BASE_32_LENGTH];
    int buffer = 0;
    int bits = 0;
    int length = 0;
    for (byte b : key.unsafeArray()) {
      buffer = buffer << Byte.SIZE | b & 0xff;
      bits += Byte.SIZE;
      while (bits >= Z_BASE_32_BITS) {
        bits -= Z_BASE_32_BITS;
        text[length++] = Z_BASE_32.digit(buffer >> bits & 0x1f);
      }
    }
    text[length++] = Z_BASE_32.digit(buffer << Z_BASE_32_BITS - bits & 0x1f);
    return new String(text, 0, length);
  }

  static Bytes fromZBase32(String text) {
    if (text.length() != Z_BASE_32_LENGTH) {
      throw noZBase32(text);
    }
    byte[] key = new byte[KEY_SIZE];
    int buffer = 0;
    int bits = 0;
    int size = 0;
    for (int i = 0; i < Z_BASE_32_LENGTH; i++) {
      int value = Z_BASE_32.value(text.charAt(i));
      if (value < 0) {
        throw noZBase32(text);
      }
      buffer = buffer << Z_BASE_32_BITS | value;
      bits += Z_BASE_32_BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        key[size++] = (byte) (buffer >> bits);
      }
    }
    boolean bitsLeft = (buffer & (1 << bits) - 1) != 0;
    if (bitsLeft) {
      throw noZBase32(text); // another text of the same key
    }
    return Bytes.of(key);
  }

  private static IllegalArgumentException noZBase32(String text) {
    return new IllegalArgumentException("not the z-base-32 text of a key: " + Excerpt.of(text));
  }

  /** Writes the number that the bytes are, and a digit of zero for each zero byte before it. */
  static String toBase58(Bytes key) {
    char[] text = new char[BASE_58_MAX_LENGTH];
    int at = text.length;
    BigInteger number = new BigInteger(1, key.unsafeArray());
    while (number.signum() > 0) {
      BigInteger[] parts = number.divideAndRemainder(FIFTY_EIGHT);
      text[--at] = BASE_58.digit(parts[1].intValue());
      number = parts[0];
    }
    for (int i = 0; i < key.size() && key.at(i) == 0; i++) {
      text[--at] = BASE_58.digit(0);
    }
    return new String(text, at, text.length - at);
  }

  static Bytes fromBase58(String text) {
    if (text.length() < KEY_SIZE || text.length() > BASE_58_MAX_LENGTH) {
      throw noBase58(text);
    }
    BigInteger number = BigInteger.ZERO;
    int zeros = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = BASE_58.value(text.charAt(i));
      if (value < 0) {
        throw noBase58(text);
      }
      number = number.multiply(FIFTY_EIGHT).add(BigInteger.valueOf(value));
      zeros += number.signum() == 0 ? 1 : 0;
    }
    int significant = (number.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    if (zeros + significant != KEY_SIZE) {
      throw noBase58(text);
    }
    byte[] magnitude = number.toByteArray(); // perhaps with a byte for the sign
    byte[] key = new byte[KEY_SIZE];
    System.arraycopy(magnitude, magnitude.length - significant, key, zeros, significant);
    return Bytes.of(key);
  }

  private static IllegalArgumentException noBase58(String text) {
    return new IllegalArgumentException("not the base58 text of a key: " + Excerpt.of(text));
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
