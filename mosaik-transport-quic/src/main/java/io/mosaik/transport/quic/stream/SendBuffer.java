package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.LongRanges;
import java.util.Optional;

/**
 * Bytes on their way to the peer, from being written until they are acknowledged; for streams and
 * for CRYPTO frames. Holds no more than its capacity. Confined to one thread.
 */
public final class SendBuffer {

  private static final int INITIAL_ARRAY_SIZE = 1024;

  private final int capacity;
  private byte[] ring = {};
  private long base; // everything below is acknowledged
  private long end; // everything below is written
  private long sent; // everything below was sent at least once
  private final LongRanges acknowledged = new LongRanges(); // above base
  private final LongRanges lost = new LongRanges();

  /** A part of what is to be sent. */
  public record Piece(long offset, Bytes data) {}

  public SendBuffer(int capacity) {
    this.capacity = capacity;
  }

  /** How many bytes {@link #write} takes now. */
  public int room() {
    return capacity - (int) (end - base);
  }

  /** The offset after the last byte written. */
  public long end() {
    return end;
  }

  /** The offset after the last byte that was ever sent. */
  public long sent() {
    return sent;
  }

  public boolean isAllAcknowledged() {
    return base == end;
  }

  /** Takes as many bytes as there is room for, from the start, and returns how many. */
  public int write(Bytes data) {
    int count = Math.min(data.size(), room());
    if (count == 0) {
      return 0;
    }
    grow((int) (end - base) + count);
    byte[] source = data.toArray();
    int at = (int) (end % ring.length);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(source, 0, ring, at, first);
    System.arraycopy(source, first, ring, 0, count - first);
    end += count;
    return count;
  }

  /** Whether anything is to be sent, below a flow control limit. */
  public boolean hasPending(long limit) {
    return !lost.isEmpty() || sent < Math.min(end, limit);
  }

  /**
   * Takes the next piece to send: lost bytes first.
   *
   * @param maxSize in bytes
   * @param limit no byte at or beyond this offset is sent for the first time
   */
  public Optional<Piece> next(int maxSize, long limit) {
    if (maxSize <= 0) {
      return Optional.empty();
    }
    if (!lost.isEmpty()) {
      long offset = lost.start(0);
      int size = (int) Math.min(maxSize, lost.end(0) - offset);
      lost.remove(offset, offset + size);
      return Optional.of(piece(offset, size));
    }
    int size = (int) Math.min(maxSize, Math.min(end, limit) - sent);
    if (size <= 0) {
      return Optional.empty();
    }
    sent += size;
    return Optional.of(piece(sent - size, size));
  }

  /** The peer has these bytes. */
  public void onAcknowledged(long from, long to) {
    lost.remove(from, to);
    acknowledged.add(Math.max(from, base), to);
    if (!acknowledged.isEmpty() && acknowledged.start(0) == base) {
      base = acknowledged.end(0);
      acknowledged.removeLowest();
    }
    if (base == end) {
      ring = new byte[0];
    }
  }

  /** These bytes may not have arrived. */
  public void onLost(long from, long to) {
    lost.add(Math.max(from, base), to);
    for (int i = 0; i < acknowledged.count(); i++) {
      lost.remove(acknowledged.start(i), acknowledged.end(i));
    }
  }

  /** Forgets everything: the stream was reset. */
  public void clear() {
    ring = new byte[0];
    lost.clear();
    acknowledged.clear();
    base = end;
    sent = end;
  }

  private Piece piece(long offset, int size) {
    byte[] data = new byte[size];
    int at = (int) (offset % ring.length);
    int first = Math.min(size, ring.length - at);
    System.arraycopy(ring, at, data, 0, first);
    System.arraycopy(ring, 0, data, first, size - first);
    return new Piece(offset, Bytes.of(data));
  }

  private void grow(int needed) {
    if (needed <= ring.length) {
      return;
    }
    int size = Math.max(INITIAL_ARRAY_SIZE, Integer.highestOneBit(needed - 1) << 1);
    byte[] larger = new byte[size];
    for (long offset = base; offset < end; ) {
      int from = (int) (offset % ring.length);
      int to = (int) (offset % size);
      int count = (int) Math.min(end - offset, Math.min(ring.length - from, (long) size - to));
      System.arraycopy(ring, from, larger, to, count);
      offset += count;
    }
    ring = larger;
  }
}
