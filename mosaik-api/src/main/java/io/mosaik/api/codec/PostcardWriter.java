package io.mosaik.api.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the primitives of postcard, each in its one canonical form.
 *
 * <p>Confined to one thread.
 */
public final class PostcardWriter {

  private final ByteArrayOutputStream target = new ByteArrayOutputStream(256);

  /**
   * Writes one byte as it is.
   *
   * @param value 0 to 255
   */
  public void u8(int value) {
    target.write(value);
  }

  /**
   * Writes an unsigned number of any size in LEB128.
   *
   * @param value the number, taken as unsigned
   */
  public void varint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      target.write((int) rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    target.write((int) rest);
  }

  /**
   * Writes a signed 64-bit number in zigzag and LEB128.
   *
   * @param value the number
   */
  public void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  /**
   * Writes bytes as they are.
   *
   * @param bytes what to write
   */
  public void raw(byte[] bytes) {
    target.writeBytes(bytes);
  }

  /**
   * Writes a length and the bytes.
   *
   * @param bytes what to write
   */
  public void bytes(byte[] bytes) {
    varint(bytes.length);
    raw(bytes);
  }

  /**
   * Writes a length and the text in UTF-8.
   *
   * @param text what to write
   */
  public void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What was written so far.
   *
   * @return a new array
   */
  public byte[] toByteArray() {
    return target.toByteArray();
  }
}
