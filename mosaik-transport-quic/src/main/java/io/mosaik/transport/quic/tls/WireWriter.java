package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.io.ByteArrayOutputStream;

/**
 * Writes the presentation language of TLS (RFC 8446, section 3). Confined to the method that makes
 * it.
 */
final class WireWriter {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream(128);

  WireWriter u8(int value) {
    written.write(value);
    return this;
  }

  WireWriter u16(int value) {
    written.write(value >>> 8);
    written.write(value);
    return this;
  }

  WireWriter u24(int value) {
    written.write(value >>> 16);
    return u16(value);
  }

  WireWriter bytes(Bytes value) {
    written.writeBytes(value.toArray());
    return this;
  }

  WireWriter vector8(Bytes content) {
    return u8(limited(content, 0xff).size()).bytes(content);
  }

  WireWriter vector16(Bytes content) {
    return u16(limited(content, 0xffff).size()).bytes(content);
  }

  WireWriter vector24(Bytes content) {
    return u24(limited(content, 0xffffff).size()).bytes(content);
  }

  Bytes toBytes() {
    return Bytes.of(written.toByteArray());
  }

  private static Bytes limited(Bytes content, int limit) {
    if (content.size() > limit) {
      throw new IllegalArgumentException(
          "a vector of at most " + limit + " bytes cannot hold " + content.size());
    }
    return content;
  }
}
