package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.HandshakePair.CLIENT_CONFIG;
import static io.mosaik.transport.quic.tls.HandshakePair.SERVER_CONFIG;
import static io.mosaik.transport.quic.tls.Refusals.DECODE_ERROR;
import static io.mosaik.transport.quic.tls.Refusals.HANDSHAKE_FAILURE;
import static io.mosaik.transport.quic.tls.Refusals.ILLEGAL_PARAMETER;
import static io.mosaik.transport.quic.tls.Refusals.MISSING_EXTENSION;
import static io.mosaik.transport.quic.tls.Refusals.NO_APPLICATION_PROTOCOL;
import static io.mosaik.transport.quic.tls.Refusals.PROTOCOL_VERSION;
import static io.mosaik.transport.quic.tls.Refusals.PROTOCOL_VIOLATION;
import static io.mosaik.transport.quic.tls.Refusals.assertFailed;
import static io.mosaik.transport.quic.tls.Refusals.bodyRow;
import static io.mosaik.transport.quic.tls.Refusals.codes;
import static io.mosaik.transport.quic.tls.Refusals.row;
import static io.mosaik.transport.quic.tls.Refusals.run;
import static io.mosaik.transport.quic.tls.Refusals.with;
import static io.mosaik.transport.quic.tls.Refusals.without;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server takes and refuses in a ClientHello, and the error code that the client is told. */
class ClientHelloRefusalsTest {

  private static final Bytes X509_ONLY = Bytes.fromHex("0100");

  /** What the server finds wrong with a ClientHello. */
  static Stream<Arguments> clientHellos() {
    return Stream.of(
        row(
            "no certificate types",
            HANDSHAKE_FAILURE,
            without(ExtensionType.CLIENT_CERTIFICATE_TYPE)),
        row("no server type", HANDSHAKE_FAILURE, without(ExtensionType.SERVER_CERTIFICATE_TYPE)),
        row(
            "client X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.CLIENT_CERTIFICATE_TYPE, X509_ONLY)),
        row(
            "server X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.SERVER_CERTIFICATE_TYPE, X509_ONLY)),
        row(
            "no Ed25519",
            HANDSHAKE_FAILURE,
            with(ExtensionType.SIGNATURE_ALGORITHMS, codes(0x0403))),
        row("no common group", HANDSHAKE_FAILURE, e -> groupsOnly(e, 0x0018)),
        row("no ALPN", NO_APPLICATION_PROTOCOL, without(ExtensionType.ALPN)),
        row(
            "foreign ALPN",
            NO_APPLICATION_PROTOCOL,
            with(ExtensionType.ALPN, Bytes.fromHex("0003026833"))),
        row("no parameters", MISSING_EXTENSION, without(ExtensionType.QUIC_TRANSPORT_PARAMETERS)),
        row("no schemes", MISSING_EXTENSION, without(ExtensionType.SIGNATURE_ALGORITHMS)),
        row("no groups", MISSING_EXTENSION, without(ExtensionType.SUPPORTED_GROUPS)),
        row("no key share", MISSING_EXTENSION, without(ExtensionType.KEY_SHARE)),
        row("TLS 1.2", PROTOCOL_VERSION, without(ExtensionType.SUPPORTED_VERSIONS)),
        row(
            "no TLS 1.3",
            PROTOCOL_VERSION,
            with(ExtensionType.SUPPORTED_VERSIONS, Bytes.fromHex("020303"))),
        row(
            "share outside groups",
            ILLEGAL_PARAMETER,
            with(ExtensionType.SUPPORTED_GROUPS, codes(0x0017))),
        row("share twice", ILLEGAL_PARAMETER, ClientHelloRefusalsTest::sharesTwice),
        row(
            "short share",
            ILLEGAL_PARAMETER,
            with(ExtensionType.KEY_SHARE, Bytes.fromHex("0005001d000100"))),
        row(
            "zero share",
            ILLEGAL_PARAMETER,
            with(ExtensionType.KEY_SHARE, Bytes.fromHex("0024001d0020" + "00".repeat(32)))),
        row("cookie", ILLEGAL_PARAMETER, with(ExtensionType.COOKIE, Bytes.fromHex("000101"))),
        row(
            "CertificateRequest's extension",
            ILLEGAL_PARAMETER,
            with(ExtensionType.OID_FILTERS, Bytes.fromHex("0000"))),
        row(
            "PSK without modes",
            MISSING_EXTENSION,
            with(ExtensionType.PRE_SHARED_KEY, Bytes.EMPTY)),
        row("PSK not last", ILLEGAL_PARAMETER, ClientHelloRefusalsTest::preSharedKeyNotLast),
        row("empty ALPN list", DECODE_ERROR, with(ExtensionType.ALPN, Bytes.fromHex("0000"))),
        row("empty protocol", DECODE_ERROR, with(ExtensionType.ALPN, Bytes.fromHex("000100"))),
        row(
            "odd schemes",
            DECODE_ERROR,
            with(ExtensionType.SIGNATURE_ALGORITHMS, Bytes.fromHex("0003080708"))),
        row(
            "empty server name",
            DECODE_ERROR,
            with(ExtensionType.SERVER_NAME, Bytes.fromHex("0000"))),
        row(
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
        bodyRow(
            "SSL 3.0",
            PROTOCOL_VERSION,
            body -> Bytes.fromHex("0300").concat(body.slice(2, body.size()))),
        bodyRow("compatibility mode", PROTOCOL_VIOLATION, body -> withSessionId(body, 32)),
        bodyRow("session id of 33 bytes", DECODE_ERROR, body -> withSessionId(body, 33)),
        bodyRow("cut short", DECODE_ERROR, body -> body.slice(0, body.size() - 1)),
        bodyRow("a byte behind", DECODE_ERROR, body -> body.concat(Bytes.fromHex("00"))),
        bodyRow(
            "an extension twice", ILLEGAL_PARAMETER, ClientHelloRefusalsTest::withExtensionTwice),
        bodyRow("compression", ILLEGAL_PARAMETER, ClientHelloRefusalsTest::withCompression),
        bodyRow("empty", DECODE_ERROR, body -> Bytes.EMPTY));
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
}
