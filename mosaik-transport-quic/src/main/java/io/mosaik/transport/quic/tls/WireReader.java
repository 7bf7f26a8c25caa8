package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;

/**
 * Reads the presentation language of TLS (RFC 8446, section 3): big-endian integers, and vectors
 * with their length before them. Whatever is cut short or too long is a {@code decode_error}.
 * Confined to the method that makes it.
 */
final class WireReader {

  private final Bytes source;
  private int position;

  WireReader(Bytes source) {
    this.source = source;
  }

  boolean hasRemaining() {
    return position < source.size();
  }

  int u8() throws TlsException {
    return unsigned(1);
  }

  int u16() throws TlsException {
    return unsigned(2);
  }

  int u24() throws TlsException {
    return unsigned(3);
  }

  Bytes bytes(int count) throws TlsException {
    if (count > source.size() - position) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "a field of " + count + " bytes is cut short");
    }
    Bytes taken = source.slice(position, position + count);
    position += count;
    return taken;
  }

  Bytes vector8() throws TlsException {
    return bytes(u8());
  }

  Bytes vector16() throws TlsException {
    return bytes(u16());
  }

  Bytes vector24() throws TlsException {
    return bytes(u24());
  }

  /** Checks that everything has been read. */
  void expectEnd() throws TlsException {
    if (hasRemaining()) {
      throw TlsException.of(
          TlsAlert.DECODE_ERROR, (source.size() - position) + " bytes follow the last field");
    }
  }

  private int unsigned(int size) throws TlsException {
    if (size > source.size() - position) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "a number is cut short");
    }
    int value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | source.at(position++) & 0xff;
    }
    return value;
  }
}
