package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A packet put together by hand, right or wrong. Offsets count from the start of the header. */
final class RawPacket {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins with a header that announces answers only. */
  static RawPacket withAnswers(int count) {
    return withHeader(0x8000, 0, count, 0, 0);
  }

  static RawPacket withHeader(
      int flags, int questions, int answers, int authorities, int additionals) {
    return new RawPacket()
        .u16(0)
        .u16(flags)
        .u16(questions)
        .u16(answers)
        .u16(authorities)
        .u16(additionals);
  }

  RawPacket u8(int value) {
    out.write(value);
    return this;
  }

  RawPacket u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  RawPacket bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Labels without what ends a name. */
  RawPacket labels(String... labels) {
    for (String label : labels) {
      u8(label.length()).bytes(label.getBytes(StandardCharsets.ISO_8859_1));
    }
    return this;
  }

  /** A name written out in full. */
  RawPacket name(String... labels) {
    return labels(labels).u8(0);
  }

  RawPacket pointer(int offset) {
    return u16(0xC000 | offset);
  }

  /** Type, class, TTL 600, size. */
  RawPacket head(int type, int recordClass, int size) {
    return u16(type).u16(recordClass).u16(0).u16(600).u16(size);
  }

  /** The head and data of a TXT record of class IN with one string. */
  RawPacket txt(String text) {
    return head(16, 1, text.length() + 1).labels(text);
  }

  int size() {
    return out.size();
  }

  Bytes build() {
    return Bytes.of(out.toByteArray());
  }
}
