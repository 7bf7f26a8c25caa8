package io.mosaik.api;

/** Text forms of keys. */
final class Encodings {

  private Encodings() {}

  static String toZBase32(Bytes key) {
    throw new UnsupportedOperationException("TODO " + key);
  }

  static Bytes fromZBase32(String text) {
    throw new UnsupportedOperationException("TODO " + text);
  }

  static String toBase58(Bytes key) {
    throw new UnsupportedOperationException("TODO " + key);
  }

  static Bytes fromBase58(String text, int size) {
    throw new UnsupportedOperationException("TODO " + text + size);
  }

  static Bytes parseKey(String text) {
    throw new UnsupportedOperationException("TODO " + text);
  }
}
