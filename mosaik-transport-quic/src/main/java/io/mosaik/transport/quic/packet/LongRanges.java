package io.mosaik.transport.quic.packet;

import java.util.Arrays;

/**
 * A set of numbers kept as ascending ranges that neither overlap nor touch: packet numbers, or
 * offsets of bytes. Ranges include their start and exclude their end. Confined to one thread; grows
 * without limit, so whoever feeds it with a stranger's numbers watches {@link #count()}.
 */
public final class LongRanges {

  private long[] bounds = new long[8];
  private int count;

  /** How many separate ranges there are. */
  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Start of a range; ranges are numbered from 0 in ascending order. */
  public long start(int index) {
    return bounds[2 * java.util.Objects.checkIndex(index, count)];
  }

  /** End of a range, exclusive. */
  public long end(int index) {
    return bounds[2 * java.util.Objects.checkIndex(index, count) + 1];
  }

  public boolean contains(long value) {
    int index = firstEndingAfter(value);
    return index < count && bounds[2 * index] <= value;
  }

  /** Whether all of a range that is not empty is in the set. */
  public boolean containsRange(long start, long end) {
    int index = firstEndingAfter(start);
    return index < count && bounds[2 * index] <= start && end <= bounds[2 * index + 1];
  }

  /** Adds a range; an empty one changes nothing. */
  public void add(long start, long end) {
    if (start >= end) {
      return;
    }
    int first = firstEndingAfter(start - 1); // touching ranges merge
    int after = first;
    long mergedStart = start;
    long mergedEnd = end;
    while (after < count && bounds[2 * after] <= end) {
      mergedStart = Math.min(mergedStart, bounds[2 * after]);
      mergedEnd = Math.max(mergedEnd, bounds[2 * after + 1]);
      after++;
    }
    replace(first, after, 1);
    bounds[2 * first] = mergedStart;
    bounds[2 * first + 1] = mergedEnd;
  }

  /** Removes a range; what is not there stays away. */
  public void remove(long start, long end) {
    if (start >= end) {
      return;
    }
    int first = firstEndingAfter(start);
    int after = first;
    while (after < count && bounds[2 * after] < end) {
      after++;
    }
    if (first == after) {
      return;
    }
    long leftStart = bounds[2 * first];
    long rightEnd = bounds[2 * after - 1];
    int left = leftStart < start ? 1 : 0;
    int right = rightEnd > end ? 1 : 0;
    replace(first, after, left + right);
    if (left == 1) {
      bounds[2 * first] = leftStart;
      bounds[2 * first + 1] = start;
    }
    if (right == 1) {
      bounds[2 * (first + left)] = end;
      bounds[2 * (first + left) + 1] = rightEnd;
    }
  }

  /** Removes the lowest range. */
  public void removeLowest() {
    java.util.Objects.checkIndex(0, count);
    replace(0, 1, 0);
  }

  public void clear() {
    count = 0;
  }

  /** Index of the first range whose end lies beyond a value. */
  private int firstEndingAfter(long value) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Makes room for {@code size} ranges where those from {@code from} to {@code to} were. */
  private void replace(int from, int to, int size) {
    int newCount = count - (to - from) + size;
    if (2 * newCount > bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    System.arraycopy(bounds, 2 * to, bounds, 2 * (from + size), 2 * (count - to));
    count = newCount;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ", ").append(start(i)).append("..").append(end(i));
    }
    return text.append(']').toString();
  }
}
