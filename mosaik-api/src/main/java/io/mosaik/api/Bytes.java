package io.mosaik.api;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A byte string as a value: compared by content, unsigned and lexicographic, and copied on the way
 * in and out.
 *
 * <p>Immutable.
 */
public final class Bytes implements Comparable<Bytes> {

  /** The byte string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] content;
  private int hash;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /**
   * A copy of an array.
   *
   * @param source the bytes
   * @return their value
   */
  public static Bytes of(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone());
  }

  /**
   * A copy of a part of an array.
   *
   * @param source the bytes
   * @param from index of the first byte
   * @param to index after the last byte
   * @return their value
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Bytes of(byte[] source, int from, int to) {
    Objects.checkFromToIndex(from, to, source.length);
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(source, from, to));
  }

  /**
   * A copy of what remains in a buffer, which is left as it was.
   *
   * @param source the buffer
   * @return the value of its remaining bytes
   */
  public static Bytes of(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(source.position(), copy);
    return copy.length == 0 ? EMPTY : new Bytes(copy);
  }

  /**
   * Reads hexadecimal text in either case.
   *
   * @param hex an even number of hexadecimal digits
   * @return the bytes
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Bytes fromHex(String hex) {
    byte[] parsed = HEX.parseHex(hex);
    return parsed.length == 0 ? EMPTY : new Bytes(parsed);
  }

  /**
   * The number of bytes.
   *
   * @return the number of bytes
   */
  public int size() {
    return content.length;
  }

  /**
   * Whether there are no bytes.
   *
   * @return true if the size is zero
   */
  public boolean isEmpty() {
    return content.length == 0;
  }

  /**
   * One byte.
   *
   * @param index its position
   * @return the byte
   * @throws IndexOutOfBoundsException if {@code index} is not inside
   */
  public byte at(int index) {
    return content[index];
  }

  /**
   * A part of this byte string.
   *
   * @param from index of the first byte
   * @param to index after the last byte
   * @return the part
   * @throws IndexOutOfBoundsException if the part is not inside
   */
  public Bytes slice(int from, int to) {
    return from == 0 && to == content.length ? this : of(content, from, to);
  }

  /**
   * This byte string followed by another.
   *
   * @param next what follows
   * @return both in one
   */
  public Bytes concat(Bytes next) {
    byte[] joined = Arrays.copyOf(content, content.length + next.content.length);
    System.arraycopy(next.content, 0, joined, content.length, next.content.length);
    return joined.length == 0 ? EMPTY : new Bytes(joined);
  }

  /**
   * Writes all bytes into an array.
   *
   * @param target where to
   * @param at index of the first byte written
   * @throws IndexOutOfBoundsException if there is no room
   */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(content, 0, target, at, content.length);
  }

  /**
   * Writes all bytes into a buffer, at its position, which moves to the end of them.
   *
   * @param target where to
   * @throws java.nio.BufferOverflowException if there is no room
   */
  public void copyTo(ByteBuffer target) {
    target.put(content);
  }

  /**
   * A copy as an array.
   *
   * @return a new array
   */
  public byte[] toArray() {
    return content.clone();
  }

  /**
   * A read-only view.
   *
   * @return a new read-only buffer over all bytes
   */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  /**
   * Lower-case hexadecimal text.
   *
   * @return two digits a byte
   */
  public String toHex() {
    return HEX.formatHex(content);
  }

  /** The content itself, for code of this package that promises not to alter it. */
  byte[] unsafeArray() {
    return content;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(content);
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
