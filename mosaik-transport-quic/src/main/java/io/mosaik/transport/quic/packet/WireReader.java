package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.util.Objects;

/**
 * Reads the integers of RFC 9000 (section 16 for variable-length ones) from a part of an array, and
 * never beyond it. Confined to one thread; does not copy the array.
 */
public final class WireReader {

  private final byte[] source;
  private final int end;
  private int position;

  /** Reads {@code source} from index {@code from} up to, not including, {@code to}. */
  public WireReader(byte[] source, int from, int to) {
    Objects.checkFromToIndex(from, to, source.length);
    this.source = source;
    this.position = from;
    this.end = to;
  }

  public WireReader(Bytes source) {
    this(source.toArray(), 0, source.size());
  }

  /** Index in the array of the byte that is read next. */
  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
  }

  public boolean hasRemaining() {
    return position < end;
  }

  public int readByte() throws MalformedException {
    need(1);
    return source[position++] & 0xff;
  }

  public int readUint16() throws MalformedException {
    return readByte() << 8 | readByte();
  }

  public int readInt32() throws MalformedException {
    return readUint16() << 16 | readUint16();
  }

  /** A variable-length integer: 0 to 2^62 - 1, in any of its lengths. */
  public long readVarInt() throws MalformedException {
    need(1);
    int length = 1 << ((source[position] & 0xff) >>> 6);
    need(length);
    long value = source[position++] & 0x3f;
    for (int i = 1; i < length; i++) {
      value = value << 8 | source[position++] & 0xff;
    }
    return value;
  }

  /** A variable-length integer that counts something which must still fit into what remains. */
  public int readLength() throws MalformedException {
    long length = readVarInt();
    if (length > remaining()) {
      throw new MalformedException("length " + length + " with " + remaining() + " bytes left");
    }
    return (int) length;
  }

  public Bytes readBytes(int length) throws MalformedException {
    need(length);
    position += length;
    return Bytes.of(source, position - length, position);
  }

  /** Bytes preceded by their number as a variable-length integer. */
  public Bytes readPrefixedBytes() throws MalformedException {
    return readBytes(readLength());
  }

  public void skip(int length) throws MalformedException {
    need(length);
    position += length;
  }

  /** Passes over zero bytes and tells how many there were. */
  public int skipZeros() {
    int start = position;
    while (position < end && source[position] == 0) {
      position++;
    }
    return position - start;
  }

  private void need(int length) throws MalformedException {
    if (length < 0 || length > end - position) {
      throw new MalformedException(length + " bytes wanted, " + (end - position) + " left");
    }
  }
}
