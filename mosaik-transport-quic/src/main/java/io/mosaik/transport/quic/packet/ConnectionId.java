package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.util.random.RandomGenerator;

/**
 * A connection id (RFC 9000, section 5.1).
 *
 * <p>Immutable.
 *
 * @param bytes 0 to {@link #MAX_SIZE} bytes
 */
public record ConnectionId(Bytes bytes) {

  /** The greatest length in version 1. */
  public static final int MAX_SIZE = 20;

  /** The connection id of length zero. */
  public static final ConnectionId EMPTY = new ConnectionId(Bytes.EMPTY);

  /** Checks the length. */
  public ConnectionId {
    if (bytes.size() > MAX_SIZE) {
      throw new IllegalArgumentException("a connection id of " + bytes.size() + " bytes");
    }
  }

  public static ConnectionId random(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return new ConnectionId(Bytes.of(bytes));
  }

  public int size() {
    return bytes.size();
  }

  @Override
  public String toString() {
    return bytes.toHex();
  }

  static ConnectionId read(WireReader reader) throws MalformedException {
    int size = reader.readByte();
    if (size > MAX_SIZE) {
      throw new MalformedException("a connection id of " + size + " bytes");
    }
    return new ConnectionId(reader.readBytes(size));
  }
}
