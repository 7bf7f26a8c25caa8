package io.mosaik.api.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the primitives of postcard from the front of an array, as postcard 1.1 does: a number may
 * be longer than it need be, but not than its type allows. Never allocates more than what is there.
 *
 * <p>Confined to one thread.
 */
public final class PostcardReader {

  private final byte[] source;
  private int position;

  /**
   * Starts at the first byte.
   *
   * @param source the bytes, which nobody may alter meanwhile
   */
  public PostcardReader(byte[] source) {
    this.source = source;
  }

  /**
   * How many bytes have not been read.
   *
   * @return the number of bytes left
   */
  public int remaining() {
    return source.length - position;
  }

  /**
   * Reads one byte as it is.
   *
   * @return 0 to 255
   * @throws PostcardException if nothing is left
   */
  public int u8() throws PostcardException {
    if (remaining() == 0) {
      throw new PostcardException("the bytes end at " + position);
    }
    return source[position++] & 0xff;
  }

  /**
   * Reads an unsigned number in LEB128.
   *
   * @param bits the size of its type: 16, 32 or 64
   * @return the number; unsigned if {@code bits} is 64
   * @throws PostcardException if it does not fit its type, or the bytes end within it
   */
  public long varint(int bits) throws PostcardException {
    int start = position;
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int next = u8();
      boolean tooLarge = shift + 7 > bits && (next & 0x7f) >> (bits - shift) != 0;
      if (tooLarge) {
        break;
      }
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new PostcardException("the number at " + start + " has more than " + bits + " bits");
  }

  /**
   * Reads a signed 64-bit number in zigzag and LEB128.
   *
   * @return the number
   * @throws PostcardException if it does not fit its type, or the bytes end within it
   */
  public long zigzag() throws PostcardException {
    long raw = varint(64);
    return raw >>> 1 ^ -(raw & 1);
  }

  /**
   * Reads the number of elements that follow.
   *
   * @param leastSize the fewest bytes that an element takes, at least 1
   * @return a number of elements for which there may be room
   * @throws PostcardException if there is no room for so many
   */
  public int count(int leastSize) throws PostcardException {
    long count = varint(64);
    if (Long.compareUnsigned(count, remaining() / leastSize) > 0) {
      throw new PostcardException(
          Long.toUnsignedString(count) + " elements before " + position + ", but the bytes end");
    }
    return (int) count;
  }

  /**
   * Reads bytes as they are.
   *
   * @param size how many
   * @return a new array
   * @throws PostcardException if fewer are left
   */
  public byte[] raw(int size) throws PostcardException {
    if (size > remaining()) {
      throw new PostcardException(size + " bytes at " + position + ", but the bytes end");
    }
    byte[] read = new byte[size];
    System.arraycopy(source, position, read, 0, size);
    position += size;
    return read;
  }

  /**
   * Reads a length and so many bytes.
   *
   * @return a new array
   * @throws PostcardException if fewer are left
   */
  public byte[] bytes() throws PostcardException {
    return raw(count(1));
  }

  /**
   * Reads a length and so many bytes of UTF-8.
   *
   * @return the text
   * @throws PostcardException if fewer are left, or they are not UTF-8
   */
  public String text() throws PostcardException {
    int start = position;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new PostcardException("the text at " + start + " is not UTF-8");
    }
  }
}
