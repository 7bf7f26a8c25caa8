package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.LongRanges;

/**
 * Puts the bytes of a stream, or of CRYPTO frames, back in order. Whoever fills it has checked that
 * no byte lies further ahead of the reader than the window allows; memory is bounded by that.
 * Confined to one thread.
 */
public final class ReceiveBuffer {

  /** More holes than any loss of packets explains. */
  static final int MAX_RANGES = 1024;

  private static final int INITIAL_ARRAY_SIZE = 512;

  private byte[] ring = {};
  private long read; // everything below was handed out
  private final LongRanges received = new LongRanges(); // at or above read

  /** The offset of the next byte to read. */
  public long read() {
    return read;
  }

  /** How many bytes can be read at once. */
  public int readable() {
    boolean any = !received.isEmpty() && received.start(0) == read;
    return any ? (int) (received.end(0) - read) : 0;
  }

  /**
   * Takes bytes that came; those that came before are ignored.
   *
   * @return false if the stranger tears so many holes that keeping track of them costs too much
   */
  public boolean write(long offset, Bytes data) {
    long end = offset + data.size();
    long from = Math.max(offset, read);
    if (from >= end) {
      return true;
    }
    if (received.containsRange(from, end)) {
      return true;
    }
    grow(end);
    byte[] source = data.toArray();
    int skipped = (int) (from - offset);
    int count = (int) (end - from);
    int at = (int) (from % ring.length);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(source, skipped, ring, at, first);
    System.arraycopy(source, skipped + first, ring, 0, count - first);
    received.add(from, end);
    return received.count() <= MAX_RANGES;
  }

  /** Hands out the next bytes in order, at most {@code maxSize}, possibly none. */
  public Bytes read(int maxSize) {
    int count = Math.min(maxSize, readable());
    if (count == 0) {
      return Bytes.EMPTY;
    }
    byte[] data = new byte[count];
    int at = (int) (read % ring.length);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(ring, at, data, 0, first);
    System.arraycopy(ring, 0, data, first, count - first);
    received.remove(read, read + count);
    read += count;
    if (received.isEmpty()) {
      ring = new byte[0];
    }
    return Bytes.of(data);
  }

  /** Forgets everything: nobody will read it. */
  public void clear() {
    ring = new byte[0];
    received.clear();
  }

  private void grow(long end) {
    long needed = end - read;
    if (needed <= ring.length) {
      return;
    }
    int size = Math.max(INITIAL_ARRAY_SIZE, Math.toIntExact(Long.highestOneBit(needed - 1) << 1));
    byte[] larger = new byte[size];
    for (int i = 0; i < received.count(); i++) {
      for (long offset = received.start(i); offset < received.end(i); ) {
        int from = (int) (offset % ring.length);
        int to = (int) (offset % size);
        int count =
            (int)
                Math.min(received.end(i) - offset, Math.min(ring.length - from, (long) size - to));
        System.arraycopy(ring, from, larger, to, count);
        offset += count;
      }
    }
    ring = larger;
  }
}
