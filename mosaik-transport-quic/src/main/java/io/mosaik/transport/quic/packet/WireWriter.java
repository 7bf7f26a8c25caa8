package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.util.Objects;

/**
 * Writes the integers of RFC 9000 into a part of an array. Running out of room is our own mistake,
 * hence an unchecked exception. Confined to one thread.
 */
public final class WireWriter {

  /** The greatest variable-length integer. */
  public static final long MAX_VAR_INT = (1L << 62) - 1;

  private final byte[] target;
  private final int end;
  private int position;

  /** Writes {@code target} from index {@code from} up to, not including, {@code to}. */
  public WireWriter(byte[] target, int from, int to) {
    Objects.checkFromToIndex(from, to, target.length);
    this.target = target;
    this.position = from;
    this.end = to;
  }

  /** The array written to. */
  public byte[] array() {
    return target;
  }

  /** Index in the array of the byte that is written next. */
  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
  }

  public WireWriter writeByte(int value) {
    target[advance(1)] = (byte) value;
    return this;
  }

  public WireWriter writeUint16(int value) {
    return writeBigEndian(value, 2);
  }

  public WireWriter writeInt32(int value) {
    return writeBigEndian(value & 0xffff_ffffL, 4);
  }

  /** The low {@code length} bytes of a number, most significant first. */
  public WireWriter writeBigEndian(long value, int length) {
    int at = advance(length);
    for (int i = 0; i < length; i++) {
      target[at + i] = (byte) (value >>> 8 * (length - 1 - i));
    }
    return this;
  }

  public WireWriter writeVarInt(long value) {
    return writeVarInt(value, varIntSize(value));
  }

  /** A variable-length integer of a chosen size of 1, 2, 4 or 8 bytes that it fits into. */
  public WireWriter writeVarInt(long value, int size) {
    if (value < 0 || value >= 1L << (8 * size - 2)) {
      throw new IllegalArgumentException(value + " in a variable-length integer of " + size);
    }
    int at = position;
    writeBigEndian(value, size);
    target[at] |= (byte) (Integer.numberOfTrailingZeros(size) << 6);
    return this;
  }

  public WireWriter writeBytes(Bytes bytes) {
    bytes.copyTo(target, advance(bytes.size()));
    return this;
  }

  public WireWriter writeBytes(byte[] source, int from, int length) {
    System.arraycopy(source, from, target, advance(length), length);
    return this;
  }

  /** Bytes preceded by their number as a variable-length integer. */
  public WireWriter writePrefixedBytes(Bytes bytes) {
    return writeVarInt(bytes.size()).writeBytes(bytes);
  }

  public WireWriter writeZeros(int count) {
    int at = advance(count);
    java.util.Arrays.fill(target, at, at + count, (byte) 0);
    return this;
  }

  /** Leaves room to be filled in later and returns its index. */
  public int advance(int length) {
    if (length < 0 || length > end - position) {
      throw new IllegalStateException(length + " bytes to write, room for " + (end - position));
    }
    position += length;
    return position - length;
  }

  /** Forgets what was written from {@code position} on. */
  public void truncate(int position) {
    if (position < 0 || position > this.position) {
      throw new IllegalArgumentException(position + " is not before " + this.position);
    }
    this.position = position;
  }

  /** How many bytes the shortest form of a variable-length integer takes. */
  public static int varIntSize(long value) {
    if (value < 0 || value > MAX_VAR_INT) {
      throw new IllegalArgumentException("not a variable-length integer: " + value);
    }
    if (value < 1 << 6) {
      return 1;
    }
    if (value < 1 << 14) {
      return 2;
    }
    return value < 1 << 30 ? 4 : 8;
  }
}
