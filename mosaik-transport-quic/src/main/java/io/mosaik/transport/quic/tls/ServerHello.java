package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;

/**
 * ServerHello, and HelloRetryRequest in its clothes (RFC 8446, sections 4.1.3 and 4.1.4).
 * Immutable.
 *
 * @param legacyVersion 0x0303 in TLS 1.3
 * @param random 32 bytes
 * @param sessionIdEcho the legacy session id of the ClientHello
 * @param cipherSuite code of the selected suite
 * @param extensions the extensions
 */
record ServerHello(
    int legacyVersion, Bytes random, Bytes sessionIdEcho, int cipherSuite, Extensions extensions) {

  /** SHA-256 of "HelloRetryRequest" (RFC 8446, section 4.1.3). */
  static final Bytes RETRY_RANDOM =
      Bytes.fromHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  /** "DOWNGRD" (RFC 8446, section 4.1.3); one more byte tells to which version. */
  private static final Bytes DOWNGRADE = Bytes.fromHex("444f574e475244");

  static ServerHello parse(Bytes body) throws TlsException {
    WireReader reader = new WireReader(body);
    int version = reader.u16();
    if (version == ClientHello.SSL_3_0) {
      throw TlsException.of(TlsAlert.PROTOCOL_VERSION, "a ServerHello of SSL 3.0");
    }
    Bytes random = reader.bytes(ClientHello.RANDOM_SIZE);
    Bytes sessionIdEcho = reader.vector8();
    int suite = reader.u16();
    if (reader.u8() != 0) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "compression in a ServerHello");
    }
    // A ServerHello of TLS 1.2 may end here.
    Bytes block = reader.hasRemaining() ? reader.vector16() : Bytes.EMPTY;
    reader.expectEnd();
    ExtensionType.Place place =
        random.equals(RETRY_RANDOM)
            ? ExtensionType.Place.HELLO_RETRY_REQUEST
            : ExtensionType.Place.SERVER_HELLO;
    return new ServerHello(version, random, sessionIdEcho, suite, Extensions.parse(block, place));
  }

  boolean isRetryRequest() {
    return random.equals(RETRY_RANDOM);
  }

  /** Whether the server can do TLS 1.3 but was talked out of it (RFC 8446, section 4.1.3). */
  boolean showsDowngrade() {
    Bytes tail = random.slice(random.size() - 8, random.size());
    int last = tail.at(7) & 0xff;
    return tail.slice(0, 7).equals(DOWNGRADE) && last <= 1;
  }

  HandshakeMessage encode() {
    Bytes body =
        new WireWriter()
            .u16(legacyVersion)
            .bytes(random)
            .vector8(sessionIdEcho)
            .u16(cipherSuite)
            .u8(0)
            .vector16(extensions.encode())
            .toBytes();
    return HandshakeMessage.of(HandshakeType.SERVER_HELLO, body);
  }
}
