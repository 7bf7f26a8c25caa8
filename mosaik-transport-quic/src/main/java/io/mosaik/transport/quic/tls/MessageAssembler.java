package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts handshake messages together from the pieces in which they come. Holds at most one unfinished
 * message. Confined to the thread of its handshake.
 */
final class MessageAssembler {

  /** The most bytes of one message: forty times what iroh sends. The limit is ours. */
  static final int MAX_MESSAGE_SIZE = 16 * 1024;

  /** The most bytes in the life of a connection, tickets included. The limit is ours. */
  static final int MAX_TOTAL_SIZE = 64 * 1024;

  private byte[] buffer = new byte[0];
  private int size;
  private int total;

  void add(Bytes bytes) throws TlsException {
    if (bytes.size() > MAX_TOTAL_SIZE - total) {
      throw TlsException.of(
          TlsAlert.DECODE_ERROR, "more than " + MAX_TOTAL_SIZE + " bytes of handshake messages");
    }
    total += bytes.size();
    if (bytes.size() > buffer.length - size) {
      // Twice as much as is needed: bytes may come one by one.
      buffer = Arrays.copyOf(buffer, 2 * (size + bytes.size()));
    }
    bytes.copyTo(buffer, size);
    size += bytes.size();
  }

  /** The type of the next message, as soon as its first byte is there. */
  OptionalInt nextType() {
    return size == 0 ? OptionalInt.empty() : OptionalInt.of(buffer[0] & 0xff);
  }

  /** Takes the next message, if it is there as a whole. */
  Optional<HandshakeMessage> next() throws TlsException {
    if (size < HandshakeMessage.HEADER_SIZE) {
      return Optional.empty();
    }
    int bodySize = (buffer[1] & 0xff) << 16 | (buffer[2] & 0xff) << 8 | buffer[3] & 0xff;
    if (bodySize > MAX_MESSAGE_SIZE) {
      throw TlsException.of(
          TlsAlert.DECODE_ERROR,
          "a message of " + bodySize + " bytes, of at most " + MAX_MESSAGE_SIZE);
    }
    int end = HandshakeMessage.HEADER_SIZE + bodySize;
    if (size < end) {
      return Optional.empty();
    }
    HandshakeMessage message = new HandshakeMessage(Bytes.of(buffer, 0, end));
    System.arraycopy(buffer, end, buffer, 0, size - end);
    size -= end;
    return Optional.of(message);
  }

  boolean isEmpty() {
    return size == 0;
  }
}
