package io.mosaik.api;

/** BLAKE3-256 without key or context; the one place that knows who computes it. */
final class Blake3 {

  private Blake3() {}

  static Digest hash(Bytes first, Bytes... more) {
    var hasher = org.apache.commons.codec.digest.Blake3.initHash().update(first.unsafeArray());
    for (Bytes next : more) {
      hasher.update(next.unsafeArray());
    }
    return Digest.ofBytes(Bytes.of(hasher.doFinalize(Digest.SIZE)));
  }
}
