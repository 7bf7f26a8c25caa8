package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * ClientHello (RFC 8446, section 4.1.2). Immutable.
 *
 * @param random 32 bytes
 * @param sessionId the legacy session id, at most 32 bytes; empty in QUIC
 * @param cipherSuites codes of the offered suites, in the client's order
 * @param extensions the extensions
 */
record ClientHello(
    Bytes random, Bytes sessionId, List<Integer> cipherSuites, Extensions extensions) {

  static final int RANDOM_SIZE = 32;

  /** What TLS 1.3 calls itself in the fields of old (RFC 8446, section 4.1.2). */
  static final int LEGACY_VERSION = 0x0303;

  /** SSL 3.0, which is refused wherever it shows (RFC 8446, appendix D.5). */
  static final int SSL_3_0 = 0x0300;

  private static final int MAX_SESSION_ID_SIZE = 32;

  ClientHello {
    cipherSuites = List.copyOf(cipherSuites);
  }

  static ClientHello parse(Bytes body) throws TlsException {
    WireReader reader = new WireReader(body);
    if (reader.u16() == SSL_3_0) {
      throw TlsException.of(TlsAlert.PROTOCOL_VERSION, "a ClientHello of SSL 3.0");
    }
    Bytes random = reader.bytes(RANDOM_SIZE);
    Bytes sessionId = reader.vector8();
    if (sessionId.size() > MAX_SESSION_ID_SIZE) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "a session id of over 32 bytes");
    }
    WireReader suites = new WireReader(reader.vector16());
    List<Integer> cipherSuites = new ArrayList<>();
    while (suites.hasRemaining()) {
      cipherSuites.add(suites.u16());
    }
    if (cipherSuites.isEmpty()) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "a ClientHello without cipher suites");
    }
    Bytes compressionMethods = reader.vector8();
    // A ClientHello from before TLS 1.2 may end here.
    Bytes block = reader.hasRemaining() ? reader.vector16() : Bytes.EMPTY;
    reader.expectEnd();
    Extensions extensions = Extensions.parse(block, ExtensionType.Place.CLIENT_HELLO);
    if (extensions.has(ExtensionType.SUPPORTED_VERSIONS)
        && (compressionMethods.size() != 1 || compressionMethods.at(0) != 0)) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "compression in a ClientHello of TLS 1.3");
    }
    return new ClientHello(random, sessionId, cipherSuites, extensions);
  }

  HandshakeMessage encode() {
    WireWriter suites = new WireWriter();
    cipherSuites.forEach(suites::u16);
    Bytes body =
        new WireWriter()
            .u16(LEGACY_VERSION)
            .bytes(random)
            .vector8(sessionId)
            .vector16(suites.toBytes())
            .vector8(Bytes.of(new byte[1]))
            .vector16(extensions.encode())
            .toBytes();
    return HandshakeMessage.of(HandshakeType.CLIENT_HELLO, body);
  }
}
