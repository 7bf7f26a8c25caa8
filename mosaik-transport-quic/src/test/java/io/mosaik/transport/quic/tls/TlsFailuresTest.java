package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.HandshakePair.CLIENT_CONFIG;
import static io.mosaik.transport.quic.tls.HandshakePair.CLIENT_KEY;
import static io.mosaik.transport.quic.tls.HandshakePair.OTHER_KEY;
import static io.mosaik.transport.quic.tls.HandshakePair.SERVER_CONFIG;
import static io.mosaik.transport.quic.tls.Tampering.flipped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.ExtensionBodies.KeyShare;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a peer can be refused, with the error code that it is told. */
class TlsFailuresTest {

  private static final int HANDSHAKE_FAILURE = 0x128;
  private static final int BAD_CERTIFICATE = 0x12a;
  private static final int ILLEGAL_PARAMETER = 0x12f;
  private static final int UNKNOWN_CA = 0x130;
  private static final int DECODE_ERROR = 0x132;
  private static final int DECRYPT_ERROR = 0x133;
  private static final int PROTOCOL_VERSION = 0x146;
  private static final int UNEXPECTED_MESSAGE = 0x10a;
  private static final int MISSING_EXTENSION = 0x16d;
  private static final int UNSUPPORTED_EXTENSION = 0x16e;
  private static final int CERTIFICATE_REQUIRED = 0x174;
  private static final int NO_APPLICATION_PROTOCOL = 0x178;
  private static final int PROTOCOL_VIOLATION = 0x0a;

  private static final Bytes X509_ONLY = Bytes.fromHex("0100");
  private static final Bytes SPKI = RawPublicKey.encode(CLIENT_KEY.publicKey());
  private static final Bytes P256_SPKI =
      Bytes.fromHex(
          "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f2"
              + "77037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ece"
              + "cbb6406837bf51f5");

  /** What the server finds wrong with a ClientHello. */
  static Stream<Arguments> clientHellos() {
    return Stream.of(
        wrong(
            "no certificate types",
            HANDSHAKE_FAILURE,
            without(ExtensionType.CLIENT_CERTIFICATE_TYPE)),
        wrong("no server type", HANDSHAKE_FAILURE, without(ExtensionType.SERVER_CERTIFICATE_TYPE)),
        wrong(
            "client X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.CLIENT_CERTIFICATE_TYPE, X509_ONLY)),
        wrong(
            "server X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.SERVER_CERTIFICATE_TYPE, X509_ONLY)),
        wrong(
            "no Ed25519",
            HANDSHAKE_FAILURE,
            with(ExtensionType.SIGNATURE_ALGORITHMS, codes(0x0403))),
        wrong("no common group", HANDSHAKE_FAILURE, e -> groupsOnly(e, 0x0018)),
        wrong("no ALPN", NO_APPLICATION_PROTOCOL, without(ExtensionType.ALPN)),
        wrong(
            "foreign ALPN",
            NO_APPLICATION_PROTOCOL,
            with(ExtensionType.ALPN, Bytes.fromHex("0003026833"))),
        wrong("no parameters", MISSING_EXTENSION, without(ExtensionType.QUIC_TRANSPORT_PARAMETERS)),
        wrong("no schemes", MISSING_EXTENSION, without(ExtensionType.SIGNATURE_ALGORITHMS)),
        wrong("no groups", MISSING_EXTENSION, without(ExtensionType.SUPPORTED_GROUPS)),
        wrong("no key share", MISSING_EXTENSION, without(ExtensionType.KEY_SHARE)),
        wrong("TLS 1.2", PROTOCOL_VERSION, without(ExtensionType.SUPPORTED_VERSIONS)),
        wrong(
            "no TLS 1.3",
            PROTOCOL_VERSION,
            with(ExtensionType.SUPPORTED_VERSIONS, Bytes.fromHex("020303"))),
        wrong(
            "share outside groups",
            ILLEGAL_PARAMETER,
            with(ExtensionType.SUPPORTED_GROUPS, codes(0x0017))),
        wrong("share twice", ILLEGAL_PARAMETER, TlsFailuresTest::sharesTwice),
        wrong(
            "short share",
            ILLEGAL_PARAMETER,
            with(ExtensionType.KEY_SHARE, Bytes.fromHex("0005001d000100"))),
        wrong(
            "zero share",
            ILLEGAL_PARAMETER,
            with(ExtensionType.KEY_SHARE, Bytes.fromHex("0024001d0020" + "00".repeat(32)))),
        wrong("cookie", ILLEGAL_PARAMETER, with(ExtensionType.COOKIE, Bytes.fromHex("000101"))),
        wrong(
            "CertificateRequest's extension",
            ILLEGAL_PARAMETER,
            with(ExtensionType.OID_FILTERS, Bytes.fromHex("0000"))),
        wrong(
            "PSK without modes",
            MISSING_EXTENSION,
            with(ExtensionType.PRE_SHARED_KEY, Bytes.EMPTY)),
        wrong("PSK not last", ILLEGAL_PARAMETER, TlsFailuresTest::preSharedKeyNotLast),
        wrong("empty ALPN list", DECODE_ERROR, with(ExtensionType.ALPN, Bytes.fromHex("0000"))),
        wrong("empty protocol", DECODE_ERROR, with(ExtensionType.ALPN, Bytes.fromHex("000100"))),
        wrong(
            "odd schemes",
            DECODE_ERROR,
            with(ExtensionType.SIGNATURE_ALGORITHMS, Bytes.fromHex("0003080708"))),
        wrong(
            "empty server name",
            DECODE_ERROR,
            with(ExtensionType.SERVER_NAME, Bytes.fromHex("0000"))),
        wrong(
            "bytes behind",
            DECODE_ERROR,
            with(ExtensionType.SUPPORTED_GROUPS, Bytes.fromHex("0002001d00"))));
  }

  @ParameterizedTest
  @MethodSource("clientHellos")
  void theServerRefusesAClientHello(UnaryOperator<Extensions> change, int code) {
    HandshakePair pair = run(Tampering.clientHello(change));

    assertFailed(pair.server, code);
    assertEquals(List.of("failed"), pair.server.log, "nothing is answered");
  }

  static Stream<Arguments> rawClientHellos() {
    return Stream.of(
        raw(
            "SSL 3.0",
            PROTOCOL_VERSION,
            body -> Bytes.fromHex("0300").concat(body.slice(2, body.size()))),
        raw("compatibility mode", PROTOCOL_VIOLATION, body -> withSessionId(body, 32)),
        raw("session id of 33 bytes", DECODE_ERROR, body -> withSessionId(body, 33)),
        raw("cut short", DECODE_ERROR, body -> body.slice(0, body.size() - 1)),
        raw("a byte behind", DECODE_ERROR, body -> body.concat(Bytes.fromHex("00"))),
        raw("an extension twice", ILLEGAL_PARAMETER, TlsFailuresTest::withExtensionTwice),
        raw("compression", ILLEGAL_PARAMETER, TlsFailuresTest::withCompression),
        raw("empty", DECODE_ERROR, body -> Bytes.EMPTY));
  }

  @ParameterizedTest
  @MethodSource("rawClientHellos")
  void theServerRefusesAMalformedClientHello(UnaryOperator<Bytes> change, int code) {
    assertFailed(run(Tampering.body(HandshakeType.CLIENT_HELLO, change)).server, code);
  }

  @Test
  void theServerRefusesAClientWithoutACommonSuite() {
    HandshakePair pair =
        HandshakePair.completed(
            CLIENT_CONFIG.withSuites(List.of(CipherSuite.TLS_AES_128_GCM_SHA256)),
            SERVER_CONFIG.withSuites(List.of(CipherSuite.TLS_CHACHA20_POLY1305_SHA256)));

    assertFailed(pair.server, HANDSHAKE_FAILURE);
  }

  @Test
  void aPreSharedKeyAndEarlyDataAreOverlooked() {
    Tamper resumption =
        Tampering.clientHello(
            extensions ->
                extensions
                    .with(ExtensionType.EARLY_DATA, Bytes.EMPTY)
                    .with(ExtensionType.PSK_KEY_EXCHANGE_MODES, Bytes.fromHex("0101"))
                    .with(ExtensionType.PRE_SHARED_KEY, Bytes.fromHex("0000")));

    HandshakePair pair = run(resumption);

    assertEquals(Optional.empty(), pair.server.failure);
    assertTrue(pair.server.log.contains("transmit HANDSHAKE"));
  }

  @Test
  void anUnrelatedServerNameAndUnknownExtensionsAreOverlooked() {
    Tamper tamper =
        Tampering.clientHello(
            extensions ->
                Tampering.withUnknown(
                    extensions.with(
                        ExtensionType.SERVER_NAME, ExtensionBodies.encodeServerName("example.org")),
                    0x0a0a,
                    Bytes.fromHex("00")));

    HandshakePair pair = run(tamper);

    assertEquals(Optional.empty(), pair.server.failure);
    assertEquals(
        Optional.of("example.org"), pair.server.handshake.clientHello().orElseThrow().serverName());
  }

  /** What the client finds wrong with a ServerHello. */
  static Stream<Arguments> serverHellos() {
    Bytes otherGroup = ExtensionBodies.encodeKeyShare(new KeyShare(0x0017, Bytes.of(new byte[65])));
    return Stream.of(
        wrong("no version", PROTOCOL_VERSION, without(ExtensionType.SUPPORTED_VERSIONS)),
        wrong(
            "other version",
            ILLEGAL_PARAMETER,
            with(ExtensionType.SUPPORTED_VERSIONS, Bytes.fromHex("0303"))),
        wrong("no key share", MISSING_EXTENSION, without(ExtensionType.KEY_SHARE)),
        wrong("other group", ILLEGAL_PARAMETER, with(ExtensionType.KEY_SHARE, otherGroup)),
        wrong(
            "zero share",
            ILLEGAL_PARAMETER,
            with(ExtensionType.KEY_SHARE, Bytes.fromHex("001d0020" + "00".repeat(32)))),
        wrong(
            "resumption",
            UNSUPPORTED_EXTENSION,
            with(ExtensionType.PRE_SHARED_KEY, Bytes.fromHex("0000"))),
        wrong(
            "misplaced", ILLEGAL_PARAMETER, with(ExtensionType.ALPN, Bytes.fromHex("0003026833"))),
        wrong(
            "unknown", UNSUPPORTED_EXTENSION, e -> Tampering.withUnknown(e, 0x0a0a, Bytes.EMPTY)));
  }

  @ParameterizedTest
  @MethodSource("serverHellos")
  void theClientRefusesTheExtensionsOfAServerHello(UnaryOperator<Extensions> change, int code) {
    assertFailed(run(Tampering.serverHelloExtensions(change)).client, code);
  }

  static Stream<Arguments> alteredServerHellos() {
    return Stream.of(
        altered(
            "suite not offered",
            ILLEGAL_PARAMETER,
            h ->
                new ServerHello(
                    h.legacyVersion(), h.random(), h.sessionIdEcho(), 0x1304, h.extensions())),
        altered(
            "session id",
            ILLEGAL_PARAMETER,
            h ->
                new ServerHello(
                    h.legacyVersion(),
                    h.random(),
                    Bytes.fromHex("00"),
                    h.cipherSuite(),
                    h.extensions())),
        altered(
            "legacy version",
            ILLEGAL_PARAMETER,
            h ->
                new ServerHello(
                    0x0304, h.random(), h.sessionIdEcho(), h.cipherSuite(), h.extensions())),
        altered(
            "SSL 3.0",
            PROTOCOL_VERSION,
            h ->
                new ServerHello(
                    0x0300, h.random(), h.sessionIdEcho(), h.cipherSuite(), h.extensions())),
        altered("downgrade to TLS 1.2", ILLEGAL_PARAMETER, h -> downgraded(h, "01")),
        altered("downgrade to TLS 1.1", ILLEGAL_PARAMETER, h -> downgraded(h, "00")),
        altered("no downgrade", PROTOCOL_VERSION, h -> downgraded(h, "02")));
  }

  @ParameterizedTest
  @MethodSource("alteredServerHellos")
  void theClientRefusesAServerHello(UnaryOperator<ServerHello> change, int code) {
    HandshakePair pair = run(Tampering.serverHello(change));

    assertFailed(pair.client, code);
    assertTrue(pair.client.keys.isEmpty(), "no keys for such a server");
  }

  @Test
  void theClientRefusesCompressionInAServerHello() {
    Tamper tamper =
        Tampering.body(
            HandshakeType.SERVER_HELLO,
            body -> {
              byte[] changed = body.toArray();
              changed[2 + 32 + 1 + 2] = 1;
              return Bytes.of(changed);
            });

    assertFailed(run(tamper).client, ILLEGAL_PARAMETER);
  }

  /** What the client finds wrong with EncryptedExtensions. */
  static Stream<Arguments> encryptedExtensions() {
    return Stream.of(
        wrong("no client type", HANDSHAKE_FAILURE, without(ExtensionType.CLIENT_CERTIFICATE_TYPE)),
        wrong("no server type", HANDSHAKE_FAILURE, without(ExtensionType.SERVER_CERTIFICATE_TYPE)),
        wrong(
            "client X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.CLIENT_CERTIFICATE_TYPE, Bytes.fromHex("00"))),
        wrong(
            "server X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.SERVER_CERTIFICATE_TYPE, Bytes.fromHex("00"))),
        wrong("no ALPN", NO_APPLICATION_PROTOCOL, without(ExtensionType.ALPN)),
        wrong(
            "foreign ALPN",
            ILLEGAL_PARAMETER,
            with(ExtensionType.ALPN, Bytes.fromHex("0003026833"))),
        wrong(
            "two protocols",
            ILLEGAL_PARAMETER,
            with(
                ExtensionType.ALPN,
                ExtensionBodies.encodeProtocols(List.of(HandshakePair.PING, HandshakePair.PING)))),
        wrong("no parameters", MISSING_EXTENSION, without(ExtensionType.QUIC_TRANSPORT_PARAMETERS)),
        wrong("early data", UNSUPPORTED_EXTENSION, with(ExtensionType.EARLY_DATA, Bytes.EMPTY)),
        wrong("misplaced", ILLEGAL_PARAMETER, with(ExtensionType.KEY_SHARE, Bytes.EMPTY)),
        wrong(
            "unknown", UNSUPPORTED_EXTENSION, e -> Tampering.withUnknown(e, 0x0a0a, Bytes.EMPTY)));
  }

  @ParameterizedTest
  @MethodSource("encryptedExtensions")
  void theClientRefusesEncryptedExtensions(UnaryOperator<Extensions> change, int code) {
    assertFailed(run(Tampering.encryptedExtensions(change)).client, code);
  }

  static Stream<Arguments> certificateRequests() {
    return Stream.of(
        Arguments.of(Named.of("no schemes", Extensions.NONE), MISSING_EXTENSION),
        Arguments.of(
            Named.of(
                "no Ed25519",
                Extensions.NONE.with(ExtensionType.SIGNATURE_ALGORITHMS, codes(0x0403))),
            HANDSHAKE_FAILURE),
        Arguments.of(
            Named.of("misplaced", Extensions.NONE.with(ExtensionType.COOKIE, Bytes.EMPTY)),
            ILLEGAL_PARAMETER));
  }

  @ParameterizedTest
  @MethodSource("certificateRequests")
  void theClientRefusesACertificateRequest(Extensions extensions, int code) {
    assertFailed(run(Tampering.certificateRequest(extensions)).client, code);
  }

  @Test
  void theClientRefusesACertificateRequestWithContext() {
    Tamper tamper =
        Tampering.body(
            HandshakeType.CERTIFICATE_REQUEST,
            body -> Bytes.fromHex("01aa").concat(body.slice(1, body.size())));

    assertFailed(run(tamper).client, ILLEGAL_PARAMETER);
  }

  @Test
  void theClientRefusesAServerThatItDidNotDial() {
    HandshakePair pair =
        new HandshakePair(CLIENT_CONFIG, SERVER_CONFIG, OTHER_KEY.publicKey(), Tamper.NONE).run();

    assertFailed(pair.client, UNKNOWN_CA);
    assertFalse(pair.server.complete);
  }

  /** What is wrong with a Certificate, and what a client and a server call it. */
  static Stream<Arguments> certificates() {
    CertificateMessage.Entry entry = new CertificateMessage.Entry(SPKI, Extensions.NONE);
    CertificateMessage.Entry stapled =
        new CertificateMessage.Entry(
            SPKI, Extensions.NONE.with(ExtensionType.STATUS_REQUEST, Bytes.EMPTY));
    CertificateMessage.Entry misplaced =
        new CertificateMessage.Entry(
            SPKI, Extensions.NONE.with(ExtensionType.KEY_SHARE, Bytes.EMPTY));
    Bytes noPoint = SPKI.slice(0, 12).concat(Bytes.fromHex("02" + "00".repeat(31)));
    return Stream.of(
        certificate(
            "none",
            new CertificateMessage(Bytes.EMPTY, List.of()),
            DECODE_ERROR,
            CERTIFICATE_REQUIRED),
        certificate(
            "two",
            new CertificateMessage(Bytes.EMPTY, List.of(entry, entry)),
            UNKNOWN_CA,
            UNKNOWN_CA),
        certificate(
            "cut short", CertificateMessage.of(SPKI.slice(0, 43)), UNKNOWN_CA, BAD_CERTIFICATE),
        certificate("P-256", CertificateMessage.of(P256_SPKI), UNKNOWN_CA, BAD_CERTIFICATE),
        certificate("no point", CertificateMessage.of(noPoint), UNKNOWN_CA, BAD_CERTIFICATE),
        certificate(
            "other algorithm",
            CertificateMessage.of(flipped(SPKI, 35)),
            UNKNOWN_CA,
            BAD_CERTIFICATE),
        certificate("empty entry", CertificateMessage.of(Bytes.EMPTY), DECODE_ERROR, DECODE_ERROR),
        certificate(
            "with context",
            new CertificateMessage(Bytes.fromHex("00"), List.of(entry)),
            ILLEGAL_PARAMETER,
            ILLEGAL_PARAMETER),
        certificate(
            "stapled",
            new CertificateMessage(Bytes.EMPTY, List.of(stapled)),
            UNSUPPORTED_EXTENSION,
            UNSUPPORTED_EXTENSION),
        certificate(
            "misplaced",
            new CertificateMessage(Bytes.EMPTY, List.of(misplaced)),
            ILLEGAL_PARAMETER,
            ILLEGAL_PARAMETER));
  }

  @ParameterizedTest
  @MethodSource("certificates")
  void bothSidesRefuseACertificate(CertificateMessage certificate, int asClient, int asServer) {
    assertFailed(run(Tampering.certificate(Side.SERVER, certificate)).client, asClient);
    assertFailed(run(Tampering.certificate(Side.CLIENT, certificate)).server, asServer);
  }

  /** A client that shows somebody else's key cannot sign for it. */
  @Test
  void theServerRefusesAClientThatDoesNotOwnItsKey() {
    CertificateMessage stolen = CertificateMessage.of(RawPublicKey.encode(OTHER_KEY.publicKey()));

    HandshakePair pair = run(Tampering.certificate(Side.CLIENT, stolen));

    assertFailed(pair.server, DECRYPT_ERROR);
    assertEquals(Optional.empty(), pair.server.handshake.peerKey());
  }

  static Stream<Arguments> certificateVerifies() {
    return Stream.of(
        raw("bad signature", DECRYPT_ERROR, body -> flipped(body, 0)),
        raw("bad point", DECRYPT_ERROR, body -> flipped(body, 63)),
        raw(
            "scheme not offered",
            ILLEGAL_PARAMETER,
            body -> Bytes.fromHex("0403").concat(body.slice(2, body.size()))),
        raw(
            "short signature",
            DECRYPT_ERROR,
            body -> Bytes.fromHex("0807003f").concat(body.slice(4, body.size() - 1))),
        raw("cut short", DECODE_ERROR, body -> body.slice(0, body.size() - 1)));
  }

  @ParameterizedTest
  @MethodSource("certificateVerifies")
  void bothSidesRefuseACertificateVerify(UnaryOperator<Bytes> change, int code) {
    HandshakeType type = HandshakeType.CERTIFICATE_VERIFY;
    assertFailed(run(Tampering.body(Side.SERVER, type, change)).client, code);
    assertFailed(run(Tampering.body(Side.CLIENT, type, change)).server, code);
  }

  static Stream<Arguments> finisheds() {
    return Stream.of(
        raw("wrong", DECRYPT_ERROR, body -> flipped(body, 0)),
        raw("short", DECODE_ERROR, body -> body.slice(0, body.size() - 1)),
        raw("empty", DECODE_ERROR, body -> Bytes.EMPTY));
  }

  @ParameterizedTest
  @MethodSource("finisheds")
  void bothSidesRefuseAFinished(UnaryOperator<Bytes> change, int code) {
    HandshakeType type = HandshakeType.FINISHED;
    HandshakePair toClient = run(Tampering.body(Side.SERVER, type, change));
    HandshakePair toServer = run(Tampering.body(Side.CLIENT, type, change));

    assertFailed(toClient.client, code);
    assertFailed(toServer.server, code);
    assertFalse(toServer.server.keys.containsKey("APPLICATION READ"));
  }

  private static HandshakePair run(Tamper tamper) {
    return new HandshakePair(CLIENT_CONFIG, SERVER_CONFIG, tamper).run();
  }

  private static void assertFailed(HandshakePair.End end, int code) {
    assertEquals(
        Optional.of((long) code),
        end.failure.map(TlsFailure::quicErrorCode),
        () -> end.failure.toString());
    assertEquals(end.failure, end.handshake.failure());
    assertFalse(end.handshake.isComplete());
    assertEquals("failed", end.log.get(end.log.size() - 1));
  }

  private static Arguments wrong(String name, int code, UnaryOperator<Extensions> change) {
    return Arguments.of(Named.of(name, change), code);
  }

  private static Arguments raw(String name, int code, UnaryOperator<Bytes> change) {
    return Arguments.of(Named.of(name, change), code);
  }

  private static Arguments altered(String name, int code, UnaryOperator<ServerHello> change) {
    return Arguments.of(Named.of(name, change), code);
  }

  private static Arguments certificate(
      String name, CertificateMessage message, int asClient, int asServer) {
    return Arguments.of(Named.of(name, message), asClient, asServer);
  }

  private static UnaryOperator<Extensions> without(ExtensionType type) {
    return extensions -> extensions.without(type);
  }

  private static UnaryOperator<Extensions> with(ExtensionType type, Bytes content) {
    return extensions -> extensions.with(type, content);
  }

  private static Bytes codes(int code) {
    return ExtensionBodies.encodeCodes(List.of(code));
  }

  private static Extensions groupsOnly(Extensions extensions, int group) {
    return extensions
        .with(ExtensionType.SUPPORTED_GROUPS, codes(group))
        .with(ExtensionType.KEY_SHARE, Bytes.fromHex("0000"));
  }

  private static Extensions sharesTwice(Extensions extensions) {
    Bytes content = extensions.get(ExtensionType.KEY_SHARE).orElseThrow();
    List<KeyShare> shares =
        new ArrayList<>(Tampering.unchecked(() -> ExtensionBodies.keyShares(content)));
    shares.addAll(shares);
    return extensions.with(ExtensionType.KEY_SHARE, ExtensionBodies.encodeKeyShares(shares));
  }

  private static Extensions preSharedKeyNotLast(Extensions extensions) {
    return extensions
        .with(ExtensionType.PRE_SHARED_KEY, Bytes.EMPTY)
        .with(ExtensionType.PSK_KEY_EXCHANGE_MODES, Bytes.fromHex("0101"));
  }

  private static Bytes withSessionId(Bytes body, int size) {
    return new WireWriter()
        .bytes(body.slice(0, 34))
        .vector8(Bytes.of(new byte[size]))
        .bytes(body.slice(35, body.size()))
        .toBytes();
  }

  private static Bytes withCompression(Bytes body) {
    ClientHello hello = Tampering.unchecked(() -> ClientHello.parse(body));
    int suites = 34 + 1 + 2 + 2 * hello.cipherSuites().size();
    return body.slice(0, suites)
        .concat(Bytes.fromHex("020001"))
        .concat(body.slice(suites + 2, body.size()));
  }

  private static Bytes withExtensionTwice(Bytes body) {
    ClientHello hello = Tampering.unchecked(() -> ClientHello.parse(body));
    Bytes block = hello.extensions().encode();
    Bytes alpn =
        new Extensions(
                Map.of(
                    ExtensionType.ALPN.code(),
                    hello.extensions().get(ExtensionType.ALPN).orElseThrow()))
            .encode();
    return body.slice(0, body.size() - block.size() - 2)
        .concat(new WireWriter().vector16(block.concat(alpn)).toBytes());
  }

  private static ServerHello downgraded(ServerHello hello, String lastByte) {
    Bytes random = hello.random().slice(0, 24).concat(Bytes.fromHex("444f574e475244" + lastByte));
    return new ServerHello(
        hello.legacyVersion(), random, hello.sessionIdEcho(), 0xc02b, Extensions.NONE);
  }
}
