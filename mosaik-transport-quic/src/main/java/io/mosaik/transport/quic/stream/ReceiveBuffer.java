package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.LongRanges;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the bytes of a stream, or of CRYPTO frames, back in order. Confined to one thread.
 *
 * <p>Holds what came and nothing for what is missing, so that memory costs a stranger as much
 * traffic; small pieces that touch are joined, so that the overhead of each is bounded too. Whoever
 * fills it has checked that no byte lies further ahead of the reader than the window allows.
 */
public final class ReceiveBuffer {

  /** More holes than any loss of packets explains. */
  static final int MAX_RANGES = 1024;

  /** Pieces that touch are joined up to this size, in bytes: two neighbours always exceed it. */
  static final int MERGED_SIZE = 1024;

  private final TreeMap<Long, Bytes> pieces = new TreeMap<>(); // by offset; they do not overlap
  private long read; // everything below was handed out; may be inside the first piece
  private final LongRanges received = new LongRanges(); // at or above read
  private int held;

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
    if (from >= end || received.containsRange(from, end)) {
      return true;
    }
    for (long at = from; at < end; ) {
      Map.Entry<Long, Bytes> before = pieces.floorEntry(at);
      if (before != null && endOf(before) > at) {
        at = endOf(before);
        continue;
      }
      Long after = pieces.higherKey(at);
      long to = after == null ? end : Math.min(end, after);
      insert(at, data.slice((int) (at - offset), (int) (to - offset)));
      at = to;
    }
    received.add(from, end);
    return received.count() <= MAX_RANGES;
  }

  /** Hands out the next bytes in order, at most {@code maxSize}, possibly none. */
  public Bytes read(int maxSize) {
    int count = Math.min(maxSize, readable());
    if (count == 0) {
      return Bytes.EMPTY;
    }
    Bytes data = peek(count);
    received.remove(read, read + count);
    read += count;
    while (!pieces.isEmpty() && endOf(pieces.firstEntry()) <= read) {
      held -= pieces.pollFirstEntry().getValue().size();
    }
    return data;
  }

  /** Forgets everything: nobody will read it. */
  public void clear() {
    pieces.clear();
    received.clear();
    held = 0;
  }

  /** How many bytes are held. */
  int held() {
    return held;
  }

  /** In how many pieces they are held. */
  int pieces() {
    return pieces.size();
  }

  private Bytes peek(int count) {
    Map.Entry<Long, Bytes> first = pieces.firstEntry();
    int skipped = (int) (read - first.getKey());
    if (first.getValue().size() - skipped >= count) {
      return first.getValue().slice(skipped, skipped + count);
    }
    byte[] data = new byte[count];
    int at = 0;
    for (Bytes piece : pieces.values()) {
      int size = Math.min(count - at, piece.size() - skipped);
      piece.slice(skipped, skipped + size).copyTo(data, at);
      at += size;
      skipped = 0;
      if (at == count) {
        break;
      }
    }
    return Bytes.of(data);
  }

  private void insert(long offset, Bytes piece) {
    held += piece.size();
    long from = offset;
    Bytes joined = piece;
    Map.Entry<Long, Bytes> before = pieces.lowerEntry(from);
    if (before != null && endOf(before) == from && fits(before.getValue(), joined)) {
      from = before.getKey();
      joined = before.getValue().concat(joined);
    }
    Bytes after = pieces.get(offset + piece.size());
    if (after != null && fits(joined, after)) {
      pieces.remove(offset + piece.size());
      joined = joined.concat(after);
    }
    pieces.put(from, joined);
  }

  private static boolean fits(Bytes one, Bytes other) {
    return one.size() + other.size() <= MERGED_SIZE;
  }

  private static long endOf(Map.Entry<Long, Bytes> piece) {
    return piece.getKey() + piece.getValue().size();
  }
}
