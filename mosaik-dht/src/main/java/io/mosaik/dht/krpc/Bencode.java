package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A bencoded value where it stands in a datagram (BEP 3, "bencoding").
 *
 * <p>Immutable, as are all its kinds.
 */
sealed interface Bencode {

  /** The datagram. */
  Bytes source();

  /** Index of the first byte of the value. */
  int from();

  /** Index after the last byte of the value. */
  int to();

  /** The bytes of the value as they came, canonical or not. */
  default Bytes encoded() {
    return source().slice(from(), to());
  }

  /** A byte string; {@code contentFrom} is the index after the colon. */
  record Text(Bytes source, int from, int contentFrom, int to) implements Bencode {

    int size() {
      return to - contentFrom;
    }

    Bytes content() {
      return source.slice(contentFrom, to);
    }

    /** Whether this is what the characters of an ASCII string are as bytes. */
    boolean contentEquals(String ascii) {
      if (ascii.length() != size()) {
        return false;
      }
      for (int i = 0; i < size(); i++) {
        if (source.at(contentFrom + i) != ascii.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    /** The order of dictionary keys: bytewise, unsigned, the shorter one first. */
    int compareContent(Text other) {
      int common = Math.min(size(), other.size());
      for (int i = 0; i < common; i++) {
        int order =
            Byte.compareUnsigned(
                source.at(contentFrom + i), other.source.at(other.contentFrom + i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(size(), other.size());
    }
  }

  /** An integer. */
  record Int(Bytes source, int from, int to, long value) implements Bencode {}

  /** A list. */
  record Sequence(Bytes source, int from, int to, List<Bencode> items) implements Bencode {}

  /**
   * A dictionary.
   *
   * @param keys the keys in the order in which they came, no two alike
   * @param values what belongs to each of them
   */
  record Dictionary(Bytes source, int from, int to, List<Text> keys, List<Bencode> values)
      implements Bencode {

    boolean has(String key) {
      return indexOf(key) >= 0;
    }

    Optional<Bencode> find(String key) {
      int index = indexOf(key);
      return index < 0 ? Optional.empty() : Optional.of(values.get(index));
    }

    /** Messages have a handful of keys: to look at them all is faster than to hash them. */
    private int indexOf(String key) {
      for (int i = 0; i < keys.size(); i++) {
        if (keys.get(i).contentEquals(key)) {
          return i;
        }
      }
      return -1;
    }
  }
}
