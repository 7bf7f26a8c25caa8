package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.util.List;
import java.util.Map;
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
  }

  /** An integer. */
  record Int(Bytes source, int from, int to, long value) implements Bencode {}

  /** A list. */
  record Sequence(Bytes source, int from, int to, List<Bencode> items) implements Bencode {}

  /** A dictionary; a key is a byte string, held as one character a byte. */
  record Dictionary(Bytes source, int from, int to, Map<String, Bencode> entries)
      implements Bencode {

    boolean has(String key) {
      return entries.containsKey(key);
    }

    Optional<Bencode> find(String key) {
      return Optional.ofNullable(entries.get(key));
    }
  }
}
