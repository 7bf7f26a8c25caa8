package io.mosaik.transport.quic.connection;

import java.net.InetSocketAddress;

/**
 * A UDP datagram, received or to be sent. Not copied: whoever hands it over gives it away, and a
 * received one is decrypted where it lies. Confined to its holder.
 */
public final class Datagram {

  private final InetSocketAddress remote;
  private final byte[] bytes;
  private final int size;

  /**
   * The first {@code size} bytes of an array.
   *
   * @param remote whom it came from, or whom it is for
   */
  public Datagram(InetSocketAddress remote, byte[] bytes, int size) {
    this.remote = remote;
    this.bytes = bytes;
    this.size = java.util.Objects.checkIndex(size, bytes.length + 1);
  }

  public InetSocketAddress remote() {
    return remote;
  }

  /** The array itself. */
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return size;
  }
}
