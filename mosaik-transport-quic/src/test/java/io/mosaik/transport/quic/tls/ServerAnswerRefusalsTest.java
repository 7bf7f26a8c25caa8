package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.Refusals.HANDSHAKE_FAILURE;
import static io.mosaik.transport.quic.tls.Refusals.ILLEGAL_PARAMETER;
import static io.mosaik.transport.quic.tls.Refusals.MISSING_EXTENSION;
import static io.mosaik.transport.quic.tls.Refusals.NO_APPLICATION_PROTOCOL;
import static io.mosaik.transport.quic.tls.Refusals.PROTOCOL_VERSION;
import static io.mosaik.transport.quic.tls.Refusals.UNSUPPORTED_EXTENSION;
import static io.mosaik.transport.quic.tls.Refusals.assertFailed;
import static io.mosaik.transport.quic.tls.Refusals.codes;
import static io.mosaik.transport.quic.tls.Refusals.row;
import static io.mosaik.transport.quic.tls.Refusals.run;
import static io.mosaik.transport.quic.tls.Refusals.with;
import static io.mosaik.transport.quic.tls.Refusals.without;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.ExtensionBodies.KeyShare;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client refuses in a server's answer before identities matter, and the error code that the
 * server is told.
 */
class ServerAnswerRefusalsTest {

  /** What the client finds wrong with a ServerHello. */
  static Stream<Arguments> serverHellos() {
    Bytes otherGroup = ExtensionBodies.encodeKeyShare(new KeyShare(0x0017, Bytes.of(new byte[65])));
    return Stream.of(
        row("no version", PROTOCOL_VERSION, without(ExtensionType.SUPPORTED_VERSIONS)),
        row(
            "other version",
            ILLEGAL_PARAMETER,
            with(ExtensionType.SUPPORTED_VERSIONS, Bytes.fromHex("0303"))),
        row("no key share", MISSING_EXTENSION, without(ExtensionType.KEY_SHARE)),
        row("other group", ILLEGAL_PARAMETER, with(ExtensionType.KEY_SHARE, otherGroup)),
        row(
            "zero share",
            ILLEGAL_PARAMETER,
            with(ExtensionType.KEY_SHARE, Bytes.fromHex("001d0020" + "00".repeat(32)))),
        row(
            "resumption",
            UNSUPPORTED_EXTENSION,
            with(ExtensionType.PRE_SHARED_KEY, Bytes.fromHex("0000"))),
        row("misplaced", ILLEGAL_PARAMETER, with(ExtensionType.ALPN, Bytes.fromHex("0003026833"))),
        row("unknown", UNSUPPORTED_EXTENSION, e -> Tampering.withUnknown(e, 0x0a0a, Bytes.EMPTY)));
  }

  @ParameterizedTest
  @MethodSource("serverHellos")
  void theClientRefusesTheExtensionsOfAServerHello(UnaryOperator<Extensions> change, int code) {
    assertFailed(run(Tampering.serverHelloExtensions(change)).client, code);
  }

  static Stream<Arguments> alteredServerHellos() {
    return Stream.of(
        helloRow(
            "suite not offered",
            ILLEGAL_PARAMETER,
            h ->
                new ServerHello(
                    h.legacyVersion(), h.random(), h.sessionIdEcho(), 0x1304, h.extensions())),
        helloRow(
            "session id",
            ILLEGAL_PARAMETER,
            h ->
                new ServerHello(
                    h.legacyVersion(),
                    h.random(),
                    Bytes.fromHex("00"),
                    h.cipherSuite(),
                    h.extensions())),
        helloRow(
            "legacy version",
            ILLEGAL_PARAMETER,
            h ->
                new ServerHello(
                    0x0304, h.random(), h.sessionIdEcho(), h.cipherSuite(), h.extensions())),
        helloRow(
            "SSL 3.0",
            PROTOCOL_VERSION,
            h ->
                new ServerHello(
                    0x0300, h.random(), h.sessionIdEcho(), h.cipherSuite(), h.extensions())),
        helloRow("downgrade to TLS 1.2", ILLEGAL_PARAMETER, h -> downgraded(h, "01")),
        helloRow("downgrade to TLS 1.1", ILLEGAL_PARAMETER, h -> downgraded(h, "00")),
        helloRow("no downgrade", PROTOCOL_VERSION, h -> downgraded(h, "02")));
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
        row("no client type", HANDSHAKE_FAILURE, without(ExtensionType.CLIENT_CERTIFICATE_TYPE)),
        row("no server type", HANDSHAKE_FAILURE, without(ExtensionType.SERVER_CERTIFICATE_TYPE)),
        row(
            "client X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.CLIENT_CERTIFICATE_TYPE, Bytes.fromHex("00"))),
        row(
            "server X.509",
            HANDSHAKE_FAILURE,
            with(ExtensionType.SERVER_CERTIFICATE_TYPE, Bytes.fromHex("00"))),
        row("no ALPN", NO_APPLICATION_PROTOCOL, without(ExtensionType.ALPN)),
        row(
            "foreign ALPN",
            ILLEGAL_PARAMETER,
            with(ExtensionType.ALPN, Bytes.fromHex("0003026833"))),
        row(
            "two protocols",
            ILLEGAL_PARAMETER,
            with(
                ExtensionType.ALPN,
                ExtensionBodies.encodeProtocols(List.of(HandshakePair.PING, HandshakePair.PING)))),
        row("no parameters", MISSING_EXTENSION, without(ExtensionType.QUIC_TRANSPORT_PARAMETERS)),
        row("early data", UNSUPPORTED_EXTENSION, with(ExtensionType.EARLY_DATA, Bytes.EMPTY)),
        row("misplaced", ILLEGAL_PARAMETER, with(ExtensionType.KEY_SHARE, Bytes.EMPTY)),
        row("unknown", UNSUPPORTED_EXTENSION, e -> Tampering.withUnknown(e, 0x0a0a, Bytes.EMPTY)));
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

  private static ServerHello downgraded(ServerHello hello, String lastByte) {
    Bytes random = hello.random().slice(0, 24).concat(Bytes.fromHex("444f574e475244" + lastByte));
    return new ServerHello(
        hello.legacyVersion(), random, hello.sessionIdEcho(), 0xc02b, Extensions.NONE);
  }

  private static Arguments helloRow(String name, int code, UnaryOperator<ServerHello> change) {
    return Arguments.of(Named.of(name, change), code);
  }
}
