package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.HandshakePair.CLIENT_CONFIG;
import static io.mosaik.transport.quic.tls.HandshakePair.SERVER_CONFIG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/** QUIC error codes of refused handshakes, and how to provoke and see them. */
final class Refusals {

  static final int HANDSHAKE_FAILURE = 0x128;
  static final int BAD_CERTIFICATE = 0x12a;
  static final int ILLEGAL_PARAMETER = 0x12f;
  static final int UNKNOWN_CA = 0x130;
  static final int DECODE_ERROR = 0x132;
  static final int DECRYPT_ERROR = 0x133;
  static final int PROTOCOL_VERSION = 0x146;
  static final int UNEXPECTED_MESSAGE = 0x10a;
  static final int MISSING_EXTENSION = 0x16d;
  static final int UNSUPPORTED_EXTENSION = 0x16e;
  static final int CERTIFICATE_REQUIRED = 0x174;
  static final int NO_APPLICATION_PROTOCOL = 0x178;
  static final int PROTOCOL_VIOLATION = 0x0a;

  private Refusals() {}

  /** A handshake between the usual client and server, tampered with. */
  static HandshakePair run(Tamper tamper) {
    return new HandshakePair(CLIENT_CONFIG, SERVER_CONFIG, tamper).run();
  }

  static void assertFailed(HandshakePair.End end, int code) {
    assertClosed(end, code);
    assertFalse(end.handshake.isComplete());
  }

  /** As {@link #assertFailed}, but the handshake may have been complete before. */
  static void assertClosed(HandshakePair.End end, int code) {
    assertEquals(
        Optional.of((long) code),
        end.failure.map(TlsFailure::quicErrorCode),
        () -> end.failure.toString());
    assertEquals(end.failure, end.handshake.failure());
    assertEquals("failed", end.log.get(end.log.size() - 1));
  }

  /** One row of a table: how to alter the extensions of a message, and the code that follows. */
  static Arguments row(String name, int code, UnaryOperator<Extensions> change) {
    return Arguments.of(Named.of(name, change), code);
  }

  /** One row of a table: how to alter the body of a message, and the code that follows. */
  static Arguments bodyRow(String name, int code, UnaryOperator<Bytes> change) {
    return Arguments.of(Named.of(name, change), code);
  }

  static UnaryOperator<Extensions> without(ExtensionType type) {
    return extensions -> extensions.without(type);
  }

  static UnaryOperator<Extensions> with(ExtensionType type, Bytes content) {
    return extensions -> extensions.with(type, content);
  }

  static Bytes codes(int code) {
    return ExtensionBodies.encodeCodes(List.of(code));
  }
}
