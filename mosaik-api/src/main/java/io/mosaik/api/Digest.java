package io.mosaik.api;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * 32 bytes that identify something in mosaik: usually the BLAKE3-256 of a text. Ordered bytewise,
 * unsigned.
 *
 * <p>Immutable.
 *
 * @param bytes exactly {@link #SIZE} bytes
 */
public record Digest(Bytes bytes) implements Comparable<Digest> {

  /** The length of every digest, in bytes. */
  public static final int SIZE = 32;

  /** Checks the length. */
  public Digest {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.size());
    }
  }

  /**
   * The string rule of mosaik: 64 hexadecimal digits in either case are the digest itself, any
   * other text is hashed as UTF-8. Nothing is trimmed or folded, so {@code "a"}, {@code "A"} and
   * {@code "a "} are three digests.
   *
   * @param text any text, also the empty one
   * @return its digest
   */
  public static Digest of(String text) {
    if (text.length() == 2 * SIZE && text.chars().allMatch(HexFormat::isHexDigit)) {
      return new Digest(Bytes.fromHex(text));
    }
    return Blake3.hash(Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Takes 32 bytes as they are. They are never hashed.
   *
   * @param bytes exactly 32 bytes
   * @return the digest that consists of them
   * @throws IllegalArgumentException for any other length
   */
  public static Digest ofBytes(Bytes bytes) {
    return new Digest(bytes);
  }

  /**
   * BLAKE3-256 of some bytes.
   *
   * @param content any bytes
   * @return their hash
   */
  public static Digest hash(Bytes content) {
    return Blake3.hash(content);
  }

  /**
   * BLAKE3-256 of this digest followed by {@code info}.
   *
   * @param info any bytes
   * @return the derived digest
   */
  public Digest derive(Bytes info) {
    return Blake3.hash(bytes, info);
  }

  /**
   * The digest as text.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public String toHex() {
    return bytes.toHex();
  }

  @Override
  public int compareTo(Digest other) {
    return bytes.compareTo(other.bytes);
  }

  /** {@link #toHex()}. */
  @Override
  public String toString() {
    return toHex();
  }
}
